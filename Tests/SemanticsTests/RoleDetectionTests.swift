import Columns
import TestSupport
import Testing

@testable import Semantics

// MARK: The tables of the reference

@Test func `a table of answers binds its own names`() {
  expectRoles(
    """
    id,customer,responded_at,nps,csat,ces,comment,sentiment
    R1,C1,2024-01-05,10,5,7,Fast delivery,pos
    R2,C2,2024-01-12,9,4,6,,
    R5,C1,2024-02-03,0,1,1,Slow and unfriendly,neg
    """,
    """
    responses
      responded_at = responded_at (named so)
      nps = nps (named so)
      csat = csat (named so)
      ces = ces (named so)
      comment = comment (named so)
      sentiment = sentiment (named so)
      customer = customer (named so)
      id = id (named so)
    """)
}

@Test func `a table of invitations binds its own names`() {
  expectRoles(
    """
    id,customer,sent_at,bounced,responded_at,complete
    I1,C1,2024-01-02,false,2024-01-05,true
    I2,C1,2024-01-10,false,,
    """,
    """
    invitations
      responded_at = responded_at (named so)
      sent_at = sent_at (named so)
      bounced = bounced (named so)
      complete = complete (named so)
      customer = customer (named so)
      id = id (named so)
    """)
}

@Test func `a table of tickets binds its own names`() {
  expectRoles(
    """
    id,customer,type,created_at,first_reply_at,solved_at,replies,reopens,talk,hold,wrap
    T1,C1,question,2024-01-02 09:00,2024-01-02 09:30,2024-01-02 11:00,1,0,4,1,2
    T9,C1,complaint,2024-03-25 09:00,2024-03-25 11:00,,2,0,8,2,
    """,
    """
    tickets
      created_at = created_at (named so)
      first_reply_at = first_reply_at (named so)
      solved_at = solved_at (named so)
      type = type (named so)
      replies = replies (named so)
      reopens = reopens (named so)
      talk = talk (named so)
      hold = hold (named so)
      wrap = wrap (named so)
      customer = customer (named so)
      id = id (named so)
    """)
}

@Test func `a table of orders binds its own names, also those of empty columns`() {
  expectRoles(
    """
    id,customer,ordered_at,amount,cancelled_at,returned_at,returned_amount
    O1,C1,2024-01-03,100,,,
    O2,C1,2024-01-10,50,,2024-02-05,50
    """,
    """
    orders
      ordered_at = ordered_at (named so)
      cancelled_at = cancelled_at (named so)
      returned_at = returned_at (named so)
      amount = amount (named so)
      returned_amount = returned_amount (named so)
      customer = customer (named so)
      id = id (named so)
    """)
}

@Test func `a table of subscriptions binds its own names`() {
  expectRoles(
    """
    id,customer,started_at,ended_at,mrr
    S1,A,2023-06-01,2024-02-10,100
    S2,A,2024-02-10,,120
    """,
    """
    subscriptions
      started_at = started_at (named so)
      ended_at = ended_at (named so)
      mrr = mrr (named so)
      customer = customer (named so)
      id = id (named so)
    """)
}

@Test func `a table of use binds its own names`() {
  expectRoles(
    """
    customer,used_at,minutes,kind
    A,2024-03-05,20,use
    A,2024-03-06,10,webinar
    """,
    """
    usage
      used_at = used_at (named so)
      minutes = minutes (named so)
      kind = kind (named so)
      customer = customer (named so)
    """)
}

@Test func `a table of accounts binds its own names`() {
  expectRoles(
    """
    customer,csat,tickets_90d,spend,propensity
    A,5,1,150,0.70
    B,,3,50,0.40
    """,
    """
    accounts
      csat = csat (named so)
      tickets_90d = tickets_90d (named so)
      spend = spend (named so)
      propensity = propensity (named so)
      customer = customer (named so)
    """)
}

// MARK: Real exports

@Test func `an airline review has a rating from 1 to 10, a date and a text`() {
  expectRoles(
    """
    airline_name,link,title,author,author_country,date,content,lounge_name,date_visit,overall_rating,comfort_rating,staff_service_rating,recommended
    adria,/a,Lounge,R Deu,Spain,2014-03-09,There are 2 separate areas with arm chairs,,,4.0,4,0,1
    aegean,/b,Business,R Deu,Germany,2015-06-13,It is a small windowless lounge,,13-03-2015,10.0,4,5,0
    """,
    """
    responses
      responded_at = date ("date" reads as date)
      nps = overall_rating ("overall_rating" reads as overall_rating, 4–10 in the values)
      comment = content ("content" reads as content)
      note: author looks like a person's name: if it tells customers apart, load with customer = author
    """)
}

@Test func `satisfaction from 0 to 10 is bound, with what to write for it`() {
  expectRoles(
    """
    ligne;id;nps;satisfaction;intention;explication;NbPassageKS;CaTicket;t
    1;2368;10;10;10;;23;12.85;11
    2;2482;7;7;7;Il y a très peu de caisse ouverte;18;34.9;11
    3;2483;0;0;7;;18;34.9;11
    """,
    """
    responses
      nps = nps (named so)
      csat = satisfaction ("satisfaction" reads as satisfaction, 0–10 in the values)
      comment = explication ("explication" reads as explication)
      id = id (named so)
      note: satisfaction holds 0–10, csat counts 4 and 5 of 1–5: write csat(lowest = 0, highest = 10, top = 8) for this scale
    """)
}

@Test func `requests to a city are tickets`() {
  expectRoles(
    """
    Unique Key,Created Date,Closed Date,Agency,Complaint Type,Descriptor,Address Type,Status,Due Date,Resolution Action Updated Date
    64345465,2025-03-14 01:20,2025-03-14 03:20,NYPD,Animal-Abuse,Neglected,ADDRESS,In Progress,,2025-03-14 01:59
    64349550,2025-03-14 00:44,,NYPD,Animal-Abuse,Tortured,ADDRESS,In Progress,,
    """,
    """
    tickets
      created_at = Created Date ("Created Date" reads as created_date)
      solved_at = Closed Date ("Closed Date" reads as closed_date)
      due_at = Due Date ("Due Date" reads as due_date)
      type = Complaint Type ("Complaint Type" reads as complaint_type)
      id = Unique Key ("Unique Key" reads as unique_key)
      status = Status ("Status" reads as status)
    """)
}

@Test func `complaints about banks are tickets dated by their arrival`() {
  expectRoles(
    """
    Date received,Product,Issue,Company,State,Submitted via,Date sent to company,Timely response?,Consumer disputed?
    2013-07-29,Consumer Loan,Managing the loan or lease,Wells Fargo & Company,VA,Phone,2013-07-30,Yes,No
    2013-07-29,Bank account,Using a debit or ATM card,Wells Fargo & Company,CA,Web,2013-07-31,Yes,No
    """,
    """
    tickets
      created_at = Date received ("Date received" reads as date_received)
    """)
}

@Test func `calls are tickets with a satisfaction`() {
  expectRoles(
    """
    Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,AvgTalkDuration,Satisfaction rating
    ID0001,Diane,2021-01-01,9:12:58,Contract related,Y,Y,109,0:02:23,3
    ID0002,Becky,2021-01-01,9:12:58,Technical Support,Y,N,70,0:04:02,5
    """,
    """
    tickets
      csat = Satisfaction rating ("Satisfaction rating" reads as satisfaction_rating, 3–5 in the values)
      created_at = Date ("Date" reads as date)
      type = Topic ("Topic" reads as topic)
      talk = AvgTalkDuration ("AvgTalkDuration" reads as avg_talk_duration)
      id = Call Id ("Call Id" reads as call_id)
    """)
}

@Test func `invoice lines are orders without an amount`() {
  expectRoles(
    """
    InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
    536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
    536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
    """,
    """
    orders
      ordered_at = InvoiceDate ("InvoiceDate" reads as invoice_date)
      quantity = Quantity ("Quantity" reads as quantity)
      customer = CustomerID ("CustomerID" reads as customer_id)
      id = InvoiceNo ("InvoiceNo" reads as invoice_no)
      note: no column holds the amount of a row: load with amount = Quantity * UnitPrice
    """)
}

@Test func `purchases of a record shop are orders`() {
  expectRoles(
    """
    customer_id,date,number_of_cds,dollar_value
    00001,1997-01-01,1,11.77
    00001,1997-01-12,1,12.00
    """,
    """
    orders
      ordered_at = date ("date" reads as date)
      amount = dollar_value ("dollar_value" reads as dollar_value)
      customer = customer_id ("customer_id" reads as customer_id)
    """)
}

@Test func `a list of customers without dates is a list of accounts`() {
  expectRoles(
    """
    customerID,gender,SeniorCitizen,tenure,Contract,MonthlyCharges,TotalCharges,Churn
    7590-VHVEG,Female,0,1,Month-to-month,29.85,29.85,No
    5575-GNVDE,Male,0,34,One year,56.95,1889.5,No
    """,
    """
    accounts
      customer = customerID ("customerID" reads as customer_id)
    """)
}

@Test func `a model's summary shows no kind`() {
  expectRoles(
    """
    ID,frequency,recency,T
    1,2,30.43,38.86
    2,1,1.71,38.86
    """,
    """
    ?
    """)
}

@Test func `a shop's order export has the subtotal as its amount and the order number as its id`() {
  expectRoles(
    """
    Name,Email,Financial Status,Paid at,Fulfilled at,Currency,Subtotal,Shipping,Total,Created at,Lineitem quantity,Lineitem price,Cancelled at,Refunded Amount,Id
    #1001,ann@example.org,paid,2024-01-02 10:00,2024-01-03 10:00,EUR,90.00,5.00,95.00,2024-01-02 09:59,1,90.00,,0.00,501
    #1002,bob@example.org,paid,2024-01-04 10:00,,EUR,20.50,5.00,25.50,2024-01-04 09:58,2,10.25,2024-01-05 08:00,0.00,502
    #1003,ann@example.org,paid,2024-01-06 10:00,,EUR,20.50,5.00,25.50,2024-01-06 09:58,2,10.25,,0.00,503
    """,
    """
    orders
      ordered_at = Created at ("Created at" reads as created_at, rather than "Paid at")
      cancelled_at = Cancelled at ("Cancelled at" reads as cancelled_at)
      amount = Subtotal ("Subtotal" reads as subtotal, before tax and shipping, rather than "Total")
      returned_amount = Refunded Amount ("Refunded Amount" reads as refunded_amount)
      quantity = Lineitem quantity ("Lineitem quantity" reads as lineitem_quantity)
      currency = Currency ("Currency" reads as currency)
      customer = Email ("Email" reads as email)
      id = Name ("Name" reads as name, rather than "Id")
      status = Financial Status ("Financial Status" reads as financial_status)
    """)
}

@Test func `a payment service's subscriptions end when they ended, not when that was asked for`() {
  expectRoles(
    """
    id,Customer ID,Customer Email,Status,Created (UTC),Start (UTC),Current Period End (UTC),Canceled At (UTC),Ended At (UTC),Plan,Plan Amount
    s1,c1,ann@example.org,active,2024-01-01 10:00,2024-01-02 10:00,2024-06-01 10:00,,,pro,20
    s2,c1,ann@example.org,canceled,2024-01-01 10:00,2024-01-02 10:00,2024-06-01 10:00,2024-02-01 10:00,2024-02-20 10:00,pro,20
    """,
    """
    subscriptions
      started_at = Start (UTC) ("Start (UTC)" reads as start, rather than "Created (UTC)")
      ended_at = Ended At (UTC) ("Ended At (UTC)" reads as ended_at)
      mrr = Plan Amount ("Plan Amount" reads as plan_amount)
      customer = Customer ID ("Customer ID" reads as customer_id, rather than "Customer Email")
      id = id (named so)
      status = Status ("Status" reads as status)
    """)
}

@Test func `the day of a cancellation is not silently the end`() {
  expectRoles(
    """
    plan_amount,plan_interval,customer_oid,subscription_started_at,subscription_canceled_at,subscription_quantity
    2000,month,c1,2024-01-01,,1
    2000,month,c2,2024-01-01,2024-02-01,1
    """,
    """
    subscriptions
      started_at = subscription_started_at ("subscription_started_at" reads as started_at)
      mrr = plan_amount ("plan_amount" reads as plan_amount)
      customer = customer_oid ("customer_oid" reads as customer_oid)
      note: plan_amount may be in cents: if it is, load with mrr = plan_amount / 100
      note: subscription_canceled_at may be the day of the request, not of the end: if it is the end, load with ended_at = subscription_canceled_at
    """)
}

@Test func `a help desk's view has words for satisfaction`() {
  expectRoles(
    """
    Id,Requester,Requester id,Requester email,Assignee,Subject,Status,Ticket type,Created at,Updated at,Due date,Solved at,Satisfaction Score,Reopens,Replies,First reply time in minutes
    1,Ann,77,ann@example.org,Bob,Where is it,Solved,Question,2024-01-01 10:00,2024-01-03 10:00,,2024-01-02 10:00,Good,0,1,30
    2,Ann,77,ann@example.org,Bob,Broken,Solved,Problem,2024-01-01 10:00,2024-01-03 10:00,,2024-01-02 10:00,Offered,0,1,30
    """,
    """
    tickets
      created_at = Created at ("Created at" reads as created_at)
      solved_at = Solved at ("Solved at" reads as solved_at)
      due_at = Due date ("Due date" reads as due_date)
      type = Ticket type ("Ticket type" reads as ticket_type)
      replies = Replies ("Replies" reads as replies)
      reopens = Reopens ("Reopens" reads as reopens)
      customer = Requester id ("Requester id" reads as requester_id, rather than "Requester email")
      id = Id ("Id" reads as id)
      status = Status ("Status" reads as status)
      note: `Satisfaction Score` holds words: load with csat = if(`Satisfaction Score` = "Good", 5, if(`Satisfaction Score` = "Bad", 1, none))
    """)
}

@Test func `a survey tool's answers are dated by their end, and a respondent is no customer`() {
  expectRoles(
    """
    Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,How likely is it that you would recommend us?,Why did you give this score?
    1001,5,2024-01-01 10:00,2024-01-01 10:05,10.0.0.1,,5,Because they were quick to answer
    1002,5,2024-01-02 10:00,2024-01-02 10:05,10.0.0.2,,3,It was fine
    """,
    """
    responses
      responded_at = End Date ("End Date" reads as end_date, rather than "Start Date")
      nps = How likely is it that you would recommend us? ("recommend" in the header, 3–5 in the values)
      comment = Why did you give this score? ("why" in the header)
      id = Respondent ID ("Respondent ID" reads as respondent_id)
      note: `How likely is it that you would recommend us?` holds nothing above 5: nps takes it as 0–10; on a shorter scale there is no nps
    """)
}

@Test func `Spanish headers are known`() {
  expectRoles(
    """
    Nº Pedido;Id Cliente;Fecha de pedido;Importe;Fecha de devolución;Importe devuelto
    7;c1;2024-01-01;10.5;;
    8;c2;2024-01-02;12.5;2024-01-09;12.5
    """,
    """
    orders
      ordered_at = Fecha de pedido ("Fecha de pedido" reads as fecha_pedido)
      returned_at = Fecha de devolución ("Fecha de devolución" reads as fecha_devolucion)
      amount = Importe ("Importe" reads as importe)
      returned_amount = Importe devuelto ("Importe devuelto" reads as importe_devuelto)
      customer = Id Cliente ("Id Cliente" reads as id_cliente)
      id = Nº Pedido ("Nº Pedido" reads as no_pedido)
      note: `Id Cliente` never repeats: each row is another customer
    """)
}

@Test func `reviews of a market place are dated by their answer`() {
  expectRoles(
    """
    review_id,order_id,review_score,review_comment_title,review_comment_message,review_creation_date,review_answer_timestamp
    r1,o1,5,Recomendo muito,Recebi bem antes do prazo,2018-01-18 00:00:00,2018-01-18 21:46:59
    r2,o2,1,,Nunca chegou o produto,2018-03-10 00:00:00,2018-03-11 03:05:13
    """,
    """
    responses
      responded_at = review_answer_timestamp ("review_answer_timestamp" reads as answer_timestamp, rather than "review_creation_date")
      csat = review_score ("review_score" reads as review_score, 1–5 in the values)
      comment = review_comment_message ("review_comment_message" reads as review_comment_message)
      id = review_id ("review_id" reads as review_id)
    """)
}

@Test func `a bare rating from 0 to 10 next to a review is taken as the recommendation`() {
  expectRoles(
    """
    Date,Rating,author_id,Review,Seat Type
    2011-10-09,10,a1,Trip Verified and very comfortable,Economy Class
    2024-08-02,0,a1,Never again with this airline,Economy Class
    """,
    """
    responses
      responded_at = Date ("Date" reads as date)
      nps = Rating ("Rating" reads as rating, 0–10 in the values)
      comment = Review ("Review" reads as review)
      customer = author_id ("author_id" reads as author_id)
    """)
}

@Test func `a bare score that fits several scales is not guessed`() {
  expectRoles(
    """
    response_id,submitted_at,score
    1,2024-01-01 10:00,7
    2,2024-01-02 10:00,2
    """,
    """
    responses
      responded_at = submitted_at ("submitted_at" reads as submitted_at)
      id = response_id ("response_id" reads as response_id)
      note: score holds 2–7, which fits several scales: load with nps = score, csat = score or ces = score
    """)
}

@Test func `a first look at some examples finds the columns that are worth reading`() {
  func columns(lowest: Value, highest: Value) -> [ColumnFacts] {
    [
      ColumnFacts(
        name: "Review", type: .text, rowCount: 9_000, filledCount: 9, distinctCount: 9, examples: ["ok"]),
      ColumnFacts(
        name: "Rating", type: .number, rowCount: 9_000, filledCount: 9, distinctCount: 9, minimum: lowest,
        maximum: highest, isWhole: highest != .none, examples: ["6", "7"]),
    ]
  }
  let firstLook = detectRoles(columns: columns(lowest: .none, highest: .none), kind: nil, taken: [:])
  #expect(firstLook.kind == "responses")
  #expect(firstLook.bindings.map(\.column).sorted() == ["Rating", "Review"])
  let outOfFive = detectRoles(
    columns: columns(lowest: .integer(1), highest: .integer(5)), kind: nil, taken: [:])
  #expect(outOfFive.bindings.map(\.role) == ["csat", "comment"])
  let outOfTen = detectRoles(
    columns: columns(lowest: .integer(0), highest: .integer(10)), kind: nil, taken: [:])
  #expect(outOfTen.bindings.map(\.role) == ["nps", "comment"])
}

@Test func `several surveys in one file are pointed out`() {
  expectRoles(
    """
    hs_survey_type,hs_value,hs_content,hs_submission_timestamp,hs_contact_id
    NPS,9,Everything went well,2024-01-01 10:00,1
    CSAT,2,Nothing went very well,2024-01-02 10:00,1
    """,
    """
    responses
      responded_at = hs_submission_timestamp ("hs_submission_timestamp" reads as submission_timestamp)
      nps = hs_value ("hs_value" reads as hs_value, 2–9 in the values)
      comment = hs_content ("hs_content" reads as content)
      customer = hs_contact_id ("hs_contact_id" reads as contact_id)
      note: several surveys in one file: load one of them with where hs_survey_type = …
    """)
}

@Test func `a support chat export is read through the word conversation`() {
  expectRoles(
    """
    conversation_id,conversation_created_at,conversation_first_response_at,conversation_closed_at,Conversation rating,user_email
    c1,2024-01-01 10:00,2024-01-01 10:05,2024-01-01 11:00,5,ann@example.org
    c2,2024-01-02 10:00,2024-01-02 10:05,,,ann@example.org
    """,
    """
    tickets
      csat = Conversation rating ("Conversation rating" reads as conversation_rating, 5–5 in the values)
      created_at = conversation_created_at ("conversation_created_at" reads as created_at)
      first_reply_at = conversation_first_response_at ("conversation_first_response_at" reads as first_response_at)
      solved_at = conversation_closed_at ("conversation_closed_at" reads as closed_at)
      customer = user_email ("user_email" reads as user_email)
      id = conversation_id ("conversation_id" reads as conversation_id)
    """)
}

@Test func `payments are no subscriptions`() {
  expectRoles(
    """
    id,Amount,Fee,Created (UTC),Customer Email,Status
    p1,20.50,1.00,2024-01-01 10:00,ann@example.org,Paid
    p2,20.50,1.00,2024-02-01 10:00,ann@example.org,Paid
    """,
    """
    orders
      ordered_at = Created (UTC) ("Created (UTC)" reads as created)
      amount = Amount ("Amount" reads as amount)
      customer = Customer Email ("Customer Email" reads as customer_email)
      id = id (named so)
      status = Status ("Status" reads as status)
    """)
}

@Test(arguments: [
  "date,open,high,low,close,volume\n2024-01-02,10.5,11.5,10.0,11.0,2000\n2024-01-03,11.0,11.5,10.0,11.5,1000",
  "name,start_date,end_date,salary\nAnn,2020-01-01,2021-01-01,100\nBob,2020-01-01,2021-01-01,200",
  "date,description,amount,balance\n2024-01-01,Rent,10.5,1000\n2024-01-01,Shop,11.5,990",
  "task,start_date,due_date,status\nPaint,2024-01-01,2024-02-01,open\nClean,2024-01-01,2024-02-01,open",
  "date,revenue\n2024-01-01,10\n2024-01-02,12",
])
func `tables of something else show no kind`(text: String) {
  let shape = detectRoles(columns: facts(of: text), kind: nil, taken: [:])
  #expect(shape.kind == nil)
  #expect(shape.questions.isEmpty && shape.notes.isEmpty)
}

@Test func `no columns, odd headers and empty columns harm nothing`() {
  #expect(detectRoles(columns: [], kind: "orders", taken: [:]).bindings == [])
  let names = ["", " ", "((((", "hs_", "hs_hs_hs", "_", "…", "@", "~", "\u{301}", "🙂", "of the", "…why…"]
  let odd = names.flatMap { name in
    [DataType.text, .number, .nothing, .period(.month)].map {
      ColumnFacts(name: name, type: $0, rowCount: 0, filledCount: 0, distinctCount: 0, maximum: .real(1e300))
    }
  }
  for kind in tableKinds.map(\.name) + ["", "Orders"] {
    #expect(detectRoles(columns: odd, kind: kind, taken: ["customer": "🙂"]).bindings == [])
  }
}

// MARK: Rules

@Test func `two columns that fit equally are asked about`() {
  expectRoles(
    """
    account_id,user_id,event_time,event_name
    a1,u1,2024-01-01 10:00,login page
    a1,u1,2024-01-02 10:00,export report
    """,
    """
    usage
      used_at = event_time ("event_time" reads as event_time)
      kind = event_name ("event_name" reads as event_name)
      question: customer = account_id or user_id
    """)
}

@Test func `what with has bound is not considered again`() {
  expectRoles(
    """
    account_id,user_id,event_time
    a1,u1,2024-01-01 10:00
    a1,u1,2024-01-02 10:00
    """,
    taken: ["customer": "user_id"],
    """
    usage
      used_at = event_time ("event_time" reads as event_time)
    """)
}

@Test func `the kind that was named decides the roles`() {
  let table = """
    id,date,rating,amount
    1,2024-01-01,5,10
    2,2024-01-02,3,12
    """
  expectRoles(
    table, kind: "orders",
    """
    orders
      ordered_at = date ("date" reads as date)
      amount = amount (named so)
      id = id (named so)
    """)
  expectRoles(
    table, kind: "responses",
    """
    responses
      responded_at = date ("date" reads as date)
      csat = rating ("rating" reads as rating, 3–5 in the values)
      id = id (named so)
    """)
}

@Test func `a name that its content contradicts is not believed`() {
  expectRoles(
    """
    order_date,email,amount
    soon,not an address,much
    later,none either,more
    """,
    kind: "orders",
    """
    orders
      amount = amount (named so)
    """)
}

@Test func `talk time in seconds is not taken as minutes`() {
  expectRoles(
    """
    ticket_id,created_at,solved_at,Talk time (in seconds)
    1,2024-01-01 10:00,2024-01-01 11:00,120
    2,2024-01-01 10:00,2024-01-01 11:00,60
    """,
    """
    tickets
      created_at = created_at (named so)
      solved_at = solved_at (named so)
      id = ticket_id ("ticket_id" reads as ticket_id)
      note: `Talk time (in seconds)` is in seconds: load with talk = `Talk time (in seconds)` / 60
    """)
}

@Test func `a zero among ratings from 1 to 5 is said to be no rating`() {
  expectRoles(
    """
    responded_at,csat
    2024-01-01,0
    2024-01-02,5
    """,
    """
    responses
      responded_at = responded_at (named so)
      csat = csat (named so)
      note: csat holds 0–5: a 0 is taken as not rated, only 1–5 counts
    """)
}

@Test(arguments: [
  ("Submit Date (UTC)", "submit_date"), ("hs_submission_timestamp", "hs_submission_timestamp"),
  ("CustomerID", "customer_id"), ("IPAddress", "ip_address"),
  ("First reply time in minutes", "first_reply_time"),
  ("Full resolution time in minutes within business hours", "full_resolution_time"),
  ("Fecha de Devolución", "fecha_devolucion"), ("created_utc", "created"), ("#", "#"), ("", ""),
  ("¿Por qué?", "por_que"),
  ("e\u{301}tat", "etat"), ("((", ""), ("tickets_90d", "tickets_90d"),
])
func `a header is reduced to its words`(header: String, words: String) {
  #expect(HeaderName(header).text == words)
}

@Test func `a kind knows its roles`() {
  #expect(tableKind(named: "orders")?.eventDate == "ordered_at")
  #expect(tableKind(named: "surveys") == nil)
  #expect(roles(of: "usage") == ["used_at", "minutes", "kind", "customer", "id"])
}

// MARK: Helpers

/// Compares the roles found in a small table with the expected ones.
private func expectRoles(
  _ text: String, kind: String? = nil, taken: [String: String] = [:], _ expected: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let shape = detectRoles(columns: facts(of: text), kind: kind, taken: taken)
  var lines = [shape.kind ?? "?"]
  lines += shape.bindings.map { "  \($0.role) = \($0.column) (\($0.reason))" }
  lines += shape.questions.map { "  question: \($0.role) = \($0.candidates.joined(separator: " or "))" }
  lines += shape.notes.map { "  note: \($0)" }
  expectText(lines.joined(separator: "\n"), expected, sourceLocation: sourceLocation)
}

/// The facts of a small table without quotes.
private func facts(of text: String) -> [ColumnFacts] {
  let lines = text.split(separator: "\n")
  let separator: Character = lines[0].contains(";") ? ";" : ","
  let rows = lines.map { $0.split(separator: separator, omittingEmptySubsequences: false).map(String.init) }
  return rows[0].enumerated().map { index, name in
    let cells = rows.dropFirst().map { $0[index] }
    let filled = cells.filter { !$0.isEmpty }
    let numbers = filled.compactMap { Double($0) }
    let type: DataType =
      if filled.isEmpty { .text } else if numbers.count == filled.count {
        .number
      } else if filled.allSatisfy({ $0.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil }) {
        .date
      } else if filled.allSatisfy({ $0.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?/) != nil }) {
        .time
      } else if filled.allSatisfy({ $0.wholeMatch(of: /\d+:\d\d:\d\d/) != nil }) {
        .duration
      } else if filled.allSatisfy({ $0 == "true" || $0 == "false" }) { .bool } else { .text }
    return ColumnFacts(
      name: name, type: type, rowCount: cells.count, filledCount: filled.count,
      distinctCount: Set(filled).count,
      minimum: numbers.min().map { .real($0) } ?? .none, maximum: numbers.max().map { .real($0) } ?? .none,
      isWhole: type == .number && numbers.allSatisfy { $0 == $0.rounded() },
      examples: Array(Set(filled)).sorted())
  }
}
