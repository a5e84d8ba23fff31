// swift-format-ignore-file
// Written by scripts/embed-library from the files in Sources/StandardLibrary/Definitions; edit those instead.

extension StandardLibrary {
  static let definitionTexts: [(name: String, text: String)] = [
    (
      "customers_say.kpi",
###"""
# What customers say: surveys, their answers and their words.
#
# The lines `# expect` are this library's examples, computed on its seven small tables with now = 2024-04-01:
# `all` is the quarter January to March 2024, `month` its three months, `by customer X`, `age` and `cohort YYYY-MM`
# one group, `excluded keep` the rows that this clause leaves out. Brackets hold values for parameters.

kpi nps "Net Promoter Score"
  from   responses
  when   responded_at
  keep   nps in 0..10
  is     share(nps >= 9) - share(nps <= 6)
  unit points   better up   needs 30
  aka recomendación, `net promoter score`
  note "The balance of voices: those who would recommend us (9 and 10) minus those who would warn others (0 to 6)."
  trap "Do not average the scores of months or shops, pool their answers; forty answers cannot show a change of eight points."
  next nps_latest, response_rate, comment_rate
  # expect all = 11.1
  # expect month = 25.0, 0.0, 0.0
  # expect excluded keep = 1

kpi nps_latest "NPS, latest answer of each customer in the period"
  from   responses
  when   responded_at
  keep   nps in 0..10
  let    newer = next(responded_at by customer)
  keep   newer is none
  is     share(nps >= 9) - share(nps <= 6)
  unit points   better up   needs 30
  note "One voice for each customer: only the last answer of the period counts."
  trap "It is not additive: the latest answer of a quarter may lie in none of two months."
  next nps
  # expect all = -14.3

kpi csat "Customer satisfaction (share of 4 and 5)"
  from   responses
  when   responded_at
  keep   csat in lowest..highest
  is     share(csat >= top)
  unit percent   better up   needs 30
  aka css, satisfacción, `customer satisfaction`
  params lowest = 1, highest = 5, top = 4
  note "The share of ratings at the happy end of the scale, right after something happened."
  trap "A 3 out of 5 counts as not satisfied here and as half a success elsewhere: compare only the same scale and the same cut."
  next csat_mean, response_rate, comment_rate
  # expect all = 60.0
  # expect month = 75.0, 50.0, 50.0

kpi csat_mean "Mean satisfaction, 1 to 5"
  from   responses
  when   responded_at
  keep   csat in lowest..highest
  is     mean(csat)
  unit score   better up   needs 30
  params lowest = 1, highest = 5
  note "The average rating: it moves with every answer, also with those that do not change sides."
  trap "Never compare a mean with a share of satisfied customers, nor means of different scales."
  next csat
  # expect all = 3.5

kpi ces "Ease: share who agree we made it easy"
  from   responses
  when   responded_at
  keep   ces in lowest..highest
  is     share(ces >= top)
  unit percent   better up   needs 30
  aka esfuerzo, ease, `customer effort score`
  params lowest = 1, highest = 7, top = 5
  note "How many at least somewhat agree that we made it easy for them."
  trap "The first version of this question asked for effort, where low is good: mixed with this one the picture turns upside down."
  next ces_net, fcr, reopen_rate
  # expect all = 70.0

kpi ces_net "Net ease"
  from   responses
  when   responded_at
  keep   ces in 1..7
  is     share(ces >= 6) - share(ces <= 3)
  unit points   better up   needs 30
  note "Easy (6 and 7) minus hard (1 to 3)."
  trap "Only for the scale from 1 to 7 with the wording of agreement."
  next ces
  # expect all = 10.0

kpi response_rate "Survey response rate"
  from   invitations
  when   sent_at
  keep   bounced = false
  mature sent_at <= now - wait
  is     share(responded_at is known and complete = true)
  unit percent   better up   needs 30
  aka `tasa de respuesta`
  params wait = 14d
  note "Of the invitations that arrived and have had time to be answered, the share that came back complete."
  trap "The newest invitations are left out until their waiting time is over; with them the rate always seems to fall."
  next response_rate_any, response_likelihood, nps
  # expect all = 62.5
  # expect excluded keep = 1
  # expect excluded mature = 1

kpi response_rate_any "Survey response rate, counting partial answers"
  from   invitations
  when   sent_at
  keep   bounced = false
  mature sent_at <= now - wait
  is     share(responded_at is known)
  unit percent   better up   needs 30
  params wait = 14d
  note "As the response rate, but an answer that breaks off counts too."
  trap "Say which of the two is reported: the gap between them is the questionnaire's own fault."
  next response_rate
  # expect all = 75.0

kpi response_likelihood "Likelihood of answering, per customer"
  from   invitations
  keep   bounced = false and sent_at < end
  mature sent_at <= now - 14d
  let    answered = if(responded_at is known and complete = true, 1, 0)
  per    customer
  is     mean((sum(answered) + 4 * total(response_rate) / 100) / (count() + 4))
  unit ratio   better up
  aka `probabilidad de respuesta`
  note "How likely a customer is to answer: the own history, drawn towards the general rate as if four more invitations had gone out."
  trap "One answer out of one is not certainty: that is why the general rate has a say."
  next response_rate, health
  # expect by customer C1 = 0.70
  # expect by customer C9 = 0.4167

kpi comment_rate "Answers with a comment"
  from   responses
  when   responded_at
  is     share(filled(comment))
  unit percent   needs 30
  aka comentarios, `comentarios cualitativos`
  note "How many of those who answered also wrote something."
  trap "People at both ends of the scale write more: comments are not a fair sample of opinions."
  next theme_share, net_sentiment
  # expect all = 60.0

kpi theme_share "Comments that mention the theme (support)"
  from   responses
  when   responded_at
  keep   filled(comment)
  is     share(comment ~ pattern)
  unit percent   needs 30
  aka temas
  params pattern = "support|soporte"
  note "The share of the comments in which the words of a theme occur."
  trap "Words are not opinions: \"no problem with support\" is counted too. Read some of them."
  next theme_effect, net_sentiment
  # expect all = 33.3

kpi net_sentiment "Net sentiment of comments"
  from   responses
  when   responded_at
  keep   sentiment is known
  is     share(sentiment = "pos") - share(sentiment = "neg")
  unit points   better up   needs 30
  aka `sentimiento neto`
  note "Friendly comments minus unfriendly ones, in points."
  trap "It depends on whoever or whatever judged the comments; a new judge makes a new series."
  next nps, theme_share
  # expect all = -33.3

kpi theme_effect "NPS of those who mention the theme minus NPS of the rest"
  from   responses
  when   responded_at
  keep   nps in 0..10
  let    hit = filled(comment) and comment ~ pattern
  is     share(nps >= 9 given hit) - share(nps <= 6 given hit)
      - (share(nps >= 9 given not hit) - share(nps <= 6 given not hit))
  unit points
  params pattern = "support|soporte"
  note "How much lower or higher the NPS is among those who mention a theme."
  trap "It shows what unhappy people talk about, not what made them unhappy."
  next theme_share, nps
  # expect all = -142.9

"""###
    ),
    (
      "support.kpi",
###"""
# Service and support: tickets, calls and complaints.

kpi contacts "Tickets created"
  from   tickets
  when   created_at
  is     count()
  unit count   better down
  aka contactos
  note "How often customers had to turn to us."
  trap "It grows with the number of customers: set it against orders or active customers."
  next complaints, complaint_rate, backlog
  # expect all = 10
  # expect month = 4, 3, 3

kpi complaints "Complaints"
  from   tickets
  when   created_at
  keep   type = "complaint"
  is     count()
  unit count   better down
  aka incidencias, quejas, reclamaciones
  note "Tickets of the type complaint, by the day they were created."
  trap "Fewer complaints may mean happier customers or a form that is harder to find."
  next complaint_rate, complaint_share
  # expect all = 4
  # expect month = 2, 1, 1

kpi contacts_90 "Contacts in the last 90 days"
  from   tickets
  keep   created_at >= end - 90d and created_at < end
  is     count()
  unit count
  note "Tickets of the 90 days before the end of the period; for one customer a factor of health."
  trap "Silence can be contentment or farewell: few contacts are no proof of health."
  next health, contacts
  # expect all = 10
  # expect by customer C1 = 2

kpi orders_placed "Orders placed"
  from   orders
  when   ordered_at
  is     count()
  unit orders   better up
  note "All orders by the day of the order, also those that were cancelled later."
  trap "With one row per item it counts items: load with `per` and the order's number."
  next orders_kept, aov, cancellation_rate
  # expect month = 4, 3, 3

kpi complaint_rate "Complaints per 100 orders"
  is     100 * complaints / orders_placed
  unit "per 100 orders"   better down
  aka `quejas por 100 pedidos`
  note "Complaints set against the business that could have caused them."
  trap "A complaint may belong to an order of the month before; read short periods with care."
  next complaints, return_rate
  # expect all = 40.0
  # expect month = 50.0, 33.3, 33.3

kpi complaint_share "Share of tickets that are complaints"
  from   tickets
  when   created_at
  is     share(type = "complaint")
  unit percent   better down   needs 30
  note "Which part of the contacts is a complaint."
  trap "It also falls when other questions increase."
  next complaint_rate
  # expect all = 40.0

kpi first_response "First response time, median hours"
  from   tickets
  when   first_reply_at
  is     median(hours(first_reply_at - created_at))
  unit hours   better down   needs 20
  aka frt, `primera respuesta`, `tiempo de primera respuesta`
  note "How long the customer in the middle waited for the first word."
  trap "Tickets without a reply are not in it: see the SLA beside it. An automatic receipt is no reply."
  next first_response_p90, sla, resolution_time
  # expect all = 1.0
  # expect month = 2.5, 1.0, 1.1667

kpi first_response_p90 "First response time, 90th percentile"
  from   tickets
  when   first_reply_at
  is     pct(hours(first_reply_at - created_at), 90)
  unit hours   better down   needs 20
  note "Nine of ten customers waited no longer than this."
  trap "With few tickets the slow tail is a single one."
  next first_response, sla
  # expect all = 9.6

kpi resolution_time "Resolution time, median hours"
  from   tickets
  when   solved_at
  is     median(hours(solved_at - created_at))
  unit hours   better down   needs 20
  aka `tiempo de resolución`
  note "From the question to the solution, the case in the middle."
  trap "Open tickets are missing, so it can look better while work piles up; closing early makes it look better still."
  next resolution_p90, resolution_censored, reopen_rate
  # expect all = 8.0
  # expect month = 24.0, 5.0, 10.0

kpi resolution_p90 "Resolution time, 90th percentile"
  from   tickets
  when   solved_at
  is     pct(hours(solved_at - created_at), 90)
  unit hours   better down   needs 20
  note "Nine of ten solved tickets took no longer than this."
  trap "With few tickets the slow tail is a single one."
  next resolution_time, backlog_age
  # expect all = 55.2

kpi resolution_censored "Resolution time incl. open tickets (Kaplan-Meier median)"
  from   tickets
  when   created_at
  is     surv_median(hours(solved_at - created_at), hours(now - created_at))
  unit hours   better down   needs 20
  note "The time after which half of all tickets are solved, with the waiting of the open ones counted in."
  trap "There is no such time while fewer than half are solved."
  next resolution_time, backlog
  # expect all = 10

kpi fcr "First contact resolution (no repeat within 7 days)"
  from   tickets
  let    again = next(created_at by customer)
  when   solved_at
  mature solved_at <= now - window
  is     share(replies <= 1 and reopens = 0
      and (again is none or again > solved_at + window))
  unit percent   better up   needs 30
  aka `primer contacto`, `resolución en el primer contacto`, `first contact resolution`
  params window = 7d
  note "Solved with one answer, and the customer did not come back within the window."
  trap "Figures of one tool and figures of a survey differ by ten or twenty points on the same work."
  next one_touch, reopen_rate, ces
  # expect all = 50.0

kpi one_touch "One-touch resolution"
  from   tickets
  when   solved_at
  is     share(replies <= 1 and reopens = 0)
  unit percent   better up   needs 30
  note "Solved tickets with at most one reply that were not reopened."
  trap "A new ticket about the same problem is not noticed."
  next fcr
  # expect all = 62.5

kpi aht "Average handle time, minutes"
  from   tickets
  when   solved_at
  keep   wrap is known
  is     sum(talk + hold + wrap) / count()
  unit minutes   needs 20
  aka `tiempo medio de atención`, `average handle time`
  note "Talking, holding and writing up, divided by contacts: how many people the work needs."
  trap "Whoever rewards short calls buys second calls."
  next fcr, csat
  # expect all = 11.875
  # expect month = 17.333, 8.75, 8.0

kpi sla "First reply within 4 hours"
  from   tickets
  let    due = created_at + within
  when   due
  mature due <= now
  is     share(first_reply_at is known and first_reply_at <= due)
  unit percent   better up   needs 30
  aka cumplimiento, `cumplimiento de SLA`
  params within = 4h
  note "How many promises of a first reply were kept, counted on the day they fell due."
  trap "Among answered tickets only, the figure flatters: a ticket without an answer missed its promise."
  next first_response, backlog
  # expect all = 70.0
  # expect month = 66.7, 75.0, 66.7

kpi backlog "Open tickets at the end of the period"
  from   tickets
  span   created_at .. solved_at
  is     count(given active@end)
  unit tickets   better down
  aka pendientes, `tickets pendientes`, acumulados
  note "What is left on the desk at closing time."
  trap "Backlogs of several months do not add up; the size says nothing about the oldest one."
  next backlog_age, contacts, resolution_censored
  # expect month = 1, 0, 2

kpi backlog_age "Median age of open tickets, hours"
  from   tickets
  span   created_at .. solved_at
  is     median(hours(end - created_at) given active@end)
  unit hours   better down
  note "How long the open tickets have been waiting, the one in the middle."
  trap "Many new tickets make the backlog look young."
  next backlog
  # expect all = 82.5

kpi reopen_rate "Reopened tickets"
  from   tickets
  when   solved_at
  mature solved_at <= now - wait
  is     share(reopens > 0)
  unit percent   better down   needs 30
  aka reaperturas, `tasa de reapertura`
  params wait = 7d
  note "How often solved was not solved."
  trap "A thank-you that reopens a ticket by itself is no reopening: filter those."
  next fcr, resolution_time
  # expect all = 25.0

"""###
    ),
    (
      "orders.kpi",
###"""
# Orders: what is bought, called off, sent back and bought again.

kpi cancellation_rate "Cancelled orders"
  from   orders
  when   ordered_at
  is     share(cancelled_at is known)
  unit percent   better down   needs 30
  aka cancelaciones
  note "Of the orders placed in the period, the share that was called off."
  trap "Your own cancellations (no stock) and the customers' need opposite remedies: split them by who cancelled."
  next cancelled_value, return_rate
  # expect all = 20.0
  # expect month = 25.0, 0.0, 33.3

kpi cancelled_value "Cancelled share of order value"
  from   orders
  when   ordered_at
  is     100 * sum(amount given cancelled_at is known) / sum(amount)
  unit percent   better down   needs 30
  note "The same by money: above the rate, the expensive orders are cancelled."
  trap "One large order can decide it."
  next cancellation_rate
  # expect all = 33.3

kpi return_rate "Returned orders within 30 days, by order month"
  from   orders
  when   ordered_at
  keep   cancelled_at is none
  mature ordered_at <= now - window
  is     share(returned_at is known and returned_at <= ordered_at + window)
  unit percent   better down   needs 30
  aka devoluciones
  params window = 30d
  note "Of the kept orders whose return window is over, the share that came back within it."
  trap "The returns of the newest orders have not arrived yet; this month would always look good."
  next return_value, return_rate_booked, complaint_rate
  # expect all = 28.6
  # expect month = 33.3, 33.3, 0.0
  # expect excluded mature = 1

kpi returns_processed "Returns processed"
  from   orders
  when   returned_at
  is     count()
  unit orders   better down
  note "Returns by the day they came back."
  trap "They belong to orders of earlier months: good for planning work, not for judging products."
  next return_rate
  # expect month = 0, 2, 0

kpi orders_kept "Orders kept"
  from   orders
  when   ordered_at
  keep   cancelled_at is none
  is     count()
  unit orders   better up
  note "Orders that were not cancelled."
  trap "The newest ones may still be called off."
  next orders_placed, aov
  # expect month = 3, 3, 2

kpi return_rate_booked "Returns processed / orders placed (booking view)"
  is     100 * returns_processed / orders_kept
  unit percent   better down
  note "The returns that arrived in the period against its orders, as shop reports book them."
  trap "Returns and orders are of different months: after a sales peak it jumps without any change in quality."
  next return_rate
  # expect month = 0.0, 66.7, 0.0

kpi return_value "Refunded share of value, by order month"
  from   orders
  when   ordered_at
  keep   cancelled_at is none
  mature ordered_at <= now - window
  is     100 * sum(returned_amount) / sum(amount)
  unit percent   better down   needs 30
  params window = 30d
  note "The part of the money that went back, for orders whose window is over."
  trap "Refunds with fees or goodwill can exceed the goods."
  next return_rate, aov_net
  # expect all = 15.1

kpi purchase_frequency "Orders per buyer"
  from   orders
  when   ordered_at
  keep   cancelled_at is none
  is     count() / distinct(customer)
  unit "orders per buyer"   better up   needs 30
  aka recurrencia, `frecuencia de compra`
  note "How many times a buyer of the period bought in it."
  trap "It depends on the length of the period: 2 in a quarter is not 8 in a year. Guests without an id are not in it."
  next repeat_rate, gap_days, aov
  # expect all = 2.0
  # expect month = 1.5, 1.0, 1.0

kpi repeat_rate "Second order within 90 days, by first-order month"
  from   orders
  keep   cancelled_at is none
  per    customer
  when   first(ordered_at)
  mature first(ordered_at) <= now - window
  is     share(nth(ordered_at, 2) is known
      and nth(ordered_at, 2) <= first(ordered_at) + window)
  unit percent   better up   needs 30
  aka recompra, `tasa de recompra`
  params window = 90d
  note "Everybody who bought for the first time gets the same number of days; how many came back in them?"
  trap "\"Share of customers with two orders\" over all time can only rise; this one can fall."
  next time_to_second, repeat_rate_period, cohort_retention
  # expect (window = 45d) all = 50.0

kpi repeat_rate_period "Buyers with two or more orders in the period"
  from   orders
  when   ordered_at
  keep   cancelled_at is none
  per    customer
  is     share(count() >= 2)
  unit percent   better up   needs 30
  note "Of the buyers of the period, those who bought more than once in it."
  trap "It grows with the length of the period: compare only equal lengths."
  next repeat_rate
  # expect all = 75.0

kpi returning_rate "Buyers of the period who had bought before it"
  from   orders
  keep   cancelled_at is none and ordered_at < end
  per    customer
  keep   last(ordered_at) >= start
  is     share(first(ordered_at) < start)
  unit percent   better up   needs 30
  note "How much of the period's clientele is old acquaintance."
  trap "It rises when nobody new comes, and the first periods of a file know nobody."
  next repeat_rate, active_buyers
  # expect month = 0.0, 33.3, 100.0

kpi aov "Average order value"
  from   orders
  when   ordered_at
  keep   cancelled_at is none
  is     sum(amount) / count()
  unit currency   better up   needs 30
  aka `ticket medio`, `average order value`
  note "Money of the kept orders divided by their number, before refunds."
  trap "A higher value may come from losing small customers; do not average the averages of shops."
  next aov_net, purchase_frequency
  # expect all = 70.0
  # expect month = 63.33, 83.33, 60.0

kpi aov_net "Average order value after refunds"
  from   orders
  when   ordered_at
  keep   cancelled_at is none
  is     (sum(amount) - sum(returned_amount)) / count()
  unit currency   better up   needs 30
  note "What an order really left behind."
  trap "The refunds of the newest orders are still to come."
  next aov, return_value
  # expect all = 60.0

kpi time_to_second "Days to the second order (censored median)"
  from   orders
  keep   cancelled_at is none
  per    customer
  when   first(ordered_at)
  is     surv_median(days(nth(ordered_at, 2) - first(ordered_at)),
      days(now - first(ordered_at)))
  unit days   better down   needs 20
  aka `tiempo hasta la segunda compra`
  note "A stopwatch for each new buyer that keeps running until the second order; half are back after this time."
  trap "The plain average of those who came back hears only the fast ones."
  next repeat_rate, gap_days
  # expect all = 43

kpi gap_days "Median days between consecutive orders of a customer"
  from   orders
  keep   cancelled_at is none
  let    following = next(ordered_at by customer)
  when   following
  is     median(days(following - ordered_at))
  unit days   better down   needs 20
  note "The usual rhythm of those who buy again."
  trap "Whoever never returned has no gap and is not in it."
  next time_to_second, active_buyers
  # expect all = 34.0

kpi rfm_best "Share of customers in the top half on R, F and M (k = 2)"
  from   orders
  keep   cancelled_at is none and ordered_at < end
  per    customer
  let    r = ntile(0 - days(end - last(ordered_at)), 2)
  let    f = ntile(count(), 2)
  let    m = ntile(sum(amount), 2)
  is     share(r = 2 and f = 2 and m = 2)
  unit percent   needs 100
  aka rfm, `segmentos rfm`
  note "Customers who are recent, frequent and valuable at once, each against the middle of all customers."
  trap "Positions are relative: in a shrinking shop somebody is always in the top half."
  next rfm_at_risk, repeat_rate
  # expect all = 25.0

kpi rfm_at_risk "Share slipping away: valuable but not recent"
  from   orders
  keep   cancelled_at is none and ordered_at < end
  per    customer
  let    r = ntile(0 - days(end - last(ordered_at)), 2)
  let    m = ntile(sum(amount), 2)
  is     share(r = 1 and m = 2)
  unit percent   better down   needs 100
  note "Good customers who have not been seen for a while."
  trap "Seasonal buyers look lost in every off-season."
  next rfm_best, time_to_second
  # expect all = 25.0

"""###
    ),
    (
      "customers.kpi",
###"""
# Customers over time: who is there, who leaves, who stays and for how long.

kpi active_customers "Active customers at the end of the period"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  is     count(given active@end)
  unit customers   better up
  params tolerance = 0d
  aka `clientes activos`
  note "Customers with a running subscription just before the end of the period."
  trap "A stock does not add up over months: a year shows its last day."
  next churn_rate, arpu
  # expect month = 4, 5, 5

kpi active_buyers "Customers who ordered in the last 90 days"
  from   orders
  keep   cancelled_at is none
  span   ordered_at .. ordered_at + window
  per    customer
  is     count(given active@end)
  unit customers   better up
  params window = 90d
  note "Where nobody signs a contract, a customer counts as active for a while after each order."
  trap "The window decides everything: choose it from the gaps between orders and keep it."
  next gap_days, returning_rate
  # expect (window = 45d) month = 2, 3, 3

kpi churn_rate "Customer churn"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  is     share(not active@end given active@start)
  unit percent   better down   needs 10
  params tolerance = 0d
  aka churn, abandono, `tasa de abandono`, `logo churn`
  note "Of the customers at the start of the period, the share no longer there at its end."
  trap "Twelve monthly rates do not add up to the yearly one, and newcomers belong to neither side."
  next churn_events, revenue_churn, time_to_churn
  # expect month = 25.0, 0.0, 20.0
  # expect all = 0.0

kpi churn_events "Customers of the start base with an ending in the period"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  is     share(left_in(start, end) given active@start)
  unit percent   better down   needs 10
  params tolerance = 0d
  note "Counts also those who left and came back within the period."
  trap "Over a long period it lies above churn, and above 100 minus retention."
  next churn_rate
  # expect month = 25.0, 0.0, 20.0
  # expect all = 25.0

kpi churn_stripe "Churn with newcomers on both sides"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  is     share(left_in(start, end) given active@start or joined_in(start, end))
  unit percent   better down   needs 10
  params tolerance = 0d
  note "A payment service's reading: all who were there at any time of the period, and all who left in it."
  trap "It falls in months with many newcomers, without anybody staying longer."
  next churn_rate, joined_and_left
  # expect month = 33.3, 0.0, 16.7

kpi joined_and_left "Customers who joined and left within the period"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  is     count(given joined_in(start, end) and left_in(start, end) and not active@start)
  unit customers   better down
  params tolerance = 0d
  note "Those whom churn and retention cannot see, because they were in no base."
  trap "The longer the period, the more of them there are."
  next churn_rate
  # expect month = 1, 0, 0

kpi retention_rate "Customer retention"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  is     share(active@end given active@start)
  unit percent   better up   needs 10
  params tolerance = 0d
  aka retención, `tasa de retención`
  note "Of the customers at the start of the period, the share still there at its end: 100 minus churn."
  trap "New customers must not fill the gaps: customers at the end divided by customers at the start is no retention."
  next churn_rate, cohort_retention, nrr
  # expect month = 75.0, 100.0, 80.0
  # expect all = 100.0

kpi cohort_retention "Share of the first-order cohort ordering again at age k"
  from   orders
  keep   cancelled_at is none
  per    customer
  age    month since first(ordered_at)
  is     share(any(ordered_at in age))
  unit percent   better up   needs 30
  aka cohortes, `retención por cohortes`
  note "Customers by the month of their first order, and how many of them order in each month after it."
  trap "An age that not everybody has lived through yet has no value; read down a column, not only along a row."
  next repeat_rate, clv_cohort, cohort_unbounded
  # expect age = 100, 50, 50
  # expect cohort 2024-01 = 100, 50, 50
  # expect cohort 2024-02 = 100, 50

kpi cohort_unbounded "Share of the first-order cohort ordering at age k or later"
  from   orders
  keep   cancelled_at is none
  per    customer
  age    month since first(ordered_at)
  is     share(last(ordered_at) >= age_start)
  unit percent   better up   needs 30
  note "Who came back at that age or at any time after it."
  trap "The last ages are too low: their customers still have time to return."
  next cohort_retention
  # expect cohort 2024-01 = 100, 100, 50

kpi survival_90 "Share still a customer after 90 days"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  is     surv(days(left() - joined()), days(now - joined()), 90)
  unit percent   better up   needs 20
  params tolerance = 0d
  aka survival, supervivencia, `curva de supervivencia`
  note "Reads the survival curve at day 90, with those who are still there counted for the time they have been."
  trap "A file that holds only today's customers has no leavers and shows 100."
  next lifetime, churn_rate
  # expect all = 71.4

kpi lifetime "Median customer lifetime in days (censored)"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  is     surv_median(days(left() - joined()), days(now - joined()))
  unit days   better up   needs 20
  params tolerance = 0d
  aka vida, `vida del cliente`
  note "After this many days half of the customers have left, the present ones counted as still running."
  trap "The average of those who left is far shorter: it knows only the leavers."
  next survival_90, time_to_churn
  # expect all = 127

kpi time_to_churn "Median days from joining to leaving, leavers of the period"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  when   left()
  is     median(days(left() - joined()))
  unit days   needs 20
  params tolerance = 0d
  aka `tiempo hasta la baja`
  note "How long those who left had been there."
  trap "It is no lifetime: whoever stays is not in it, so a wave of old customers leaving makes it rise."
  next lifetime, churn_rate
  # expect all = 27

"""###
    ),
    (
      "revenue.kpi",
###"""
# Recurring revenue, its growth, and what a customer is worth.

kpi mrr "Monthly recurring revenue at the end of the period"
  from   subscriptions
  span   started_at .. ended_at
  is     sum(mrr@end)
  unit "currency per month"   better up
  aka `ingresos recurrentes`, `ingresos recurrentes mensuales`
  note "What all running subscriptions bring in per month, just before the end of the period."
  trap "Yearly contracts enter with a twelfth, one-off payments not at all; months do not add up."
  next arr, nrr, mrr_growth
  # expect month = 440, 450, 460

kpi arr "Annual recurring revenue"
  is     12 * mrr
  unit "currency per year"   better up
  aka `ingresos recurrentes anuales`
  note "Twelve times the monthly figure."
  trap "It is no forecast: it assumes that nobody leaves and nobody joins."
  next mrr
  # expect month = 5280, 5400, 5520

kpi arpu "Recurring revenue per active customer"
  is     mrr / active_customers
  unit "currency per customer and month"   better up
  aka arpa, `ingreso medio por cliente`
  note "What a customer brings in per month on average."
  trap "It rises when small customers leave."
  next mrr, churn_rate
  # expect month = 110, 90, 92

kpi nrr "Net revenue retention"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  keep   active@start
  is     100 * sum(mrr@end) / sum(mrr@start)
  unit percent   better up   needs 10
  aka `retención neta`, `net revenue retention`
  note "What the customers of the start bring in at the end, for each hundred then: losses, cuts and expansion in one."
  trap "A few growing customers can hide many that leave: read gross retention beside it."
  next grr, expansion_rate, churn_rate
  # expect month = 88.4, 93.2, 91.1
  # expect all = 93.0

kpi grr "Gross revenue retention"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  keep   active@start
  is     100 * sum(min(mrr@end, mrr@start)) / sum(mrr@start)
  unit percent   better up   needs 10
  aka `retención bruta`, `gross revenue retention`
  note "The revenue of the start that is kept, without any expansion; never above 100."
  trap "The cap is for each customer: capping the sum would let growth make up for losses."
  next nrr, revenue_churn
  # expect month = 88.4, 81.8, 91.1
  # expect all = 81.4

kpi revenue_churn "Gross revenue churn"
  is     100 - grr
  unit percent   better down
  note "The revenue of the start that was lost or cut."
  trap "Above customer churn, the large customers leave."
  next grr, churn_rate, contraction_rate
  # expect month = 11.6, 18.2, 8.9

kpi net_revenue_churn "Net revenue churn"
  is     100 - nrr
  unit percent   better down
  note "Losses minus expansion; below zero the base grows by itself."
  trap "A good net figure may hide a bad gross one."
  next nrr, revenue_churn
  # expect month = 11.6, 6.8, 8.9

kpi expansion_rate "Expansion of the start base"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  keep   active@start
  is     100 * sum(max(mrr@end - mrr@start, 0)) / sum(mrr@start)
  unit percent   better up   needs 10
  aka expansión
  note "How much more the customers who were there pay now: upgrades and further purchases."
  trap "A price rise looks like expansion."
  next nrr, contraction_rate
  # expect month = 0.0, 11.4, 0.0

kpi contraction_rate "Contraction of the start base (without losses)"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  keep   active@start
  is     100 * sum(max(mrr@start - mrr@end, 0) given active@end) / sum(mrr@start)
  unit percent   better down   needs 10
  note "How much less the customers who stayed pay now."
  trap "Often the step before leaving."
  next revenue_churn, expansion_rate
  # expect month = 0.0, 18.2, 0.0

kpi mrr_growth "Growth of recurring revenue against the previous period"
  is     100 * (mrr - prev(mrr)) / prev(mrr)
  unit percent   better up
  aka crecimiento
  note "The change of recurring revenue from one period to the next, new customers included."
  trap "Growth can be bought: see what the old customers do."
  next nrr, active_customers
  # expect month = 2.3, 2.3, 2.2

kpi clv_to_date "Net revenue per customer so far"
  from   orders
  keep   cancelled_at is none and ordered_at < end
  per    customer
  is     mean(sum(amount) - sum(returned_amount))
  unit currency   better up
  note "What customers have left with us up to now, nothing forecast."
  trap "Young customers pull it down: compare customers of the same age."
  next clv_cohort, purchase_frequency
  # expect all = 120.0

kpi clv_cohort "Cumulative revenue per acquired customer by age"
  from   orders
  keep   cancelled_at is none
  per    customer
  age    month since first(ordered_at)
  is     running mean(sum(amount given ordered_at in age))
  unit currency   better up   needs 100
  note "How the value of an acquired customer grows month after month."
  trap "It is revenue, not margin: subtract the cost of the goods before comparing with the cost of winning customers."
  next clv_to_date, cohort_retention
  # expect age = 92.5, 117.5, 162.5
  # expect cohort 2024-01 = 95, 130, 175

kpi clv_simple "AOV x yearly frequency x 2 assumed years (quarter x 4)"
  is     aov * purchase_frequency * periods * years
  unit currency   better up
  params periods = 4, years = 2
  note "Average order times orders per year times the years that a customer is assumed to stay."
  trap "The years are a guess, and everything hangs on them. `periods` is how many periods make a year: 4 for quarters."
  next clv_cohort, aov
  # expect all = 1120

kpi clv_subscription "ARPU x 80 % margin / mean churn of three months"
  is     arpu * margin / ((churn_rate + prev(churn_rate, 1) + prev(churn_rate, 2)) / 3 / 100)
  unit currency   better up
  params margin = 0.80
  note "What a subscriber will leave behind if churn stays as it is."
  trap "With little churn it explodes, with none there is no value; a quiet month nearly doubles it."
  next arpu, churn_rate, lifetime
  # expect month = 1056, 864, 490.67

"""###
    ),
    (
      "usage.kpi",
###"""
# Use of the product, and taking part.

kpi active_days "Active days in the last 28 days, per user"
  from   usage
  keep   used_at >= end - 28d and used_at < end
  per    customer
  is     mean(distinct(day of used_at))
  unit "days per 28"   better up   needs 20
  note "On how many of the last 28 days those who used the product used it; for one customer, that customer's days."
  trap "Whoever did not use it at all is not in it: see usage_frequency."
  next usage_frequency, health
  # expect all = 2.0
  # expect by customer A = 4

kpi active_day_total "Customer-days with use, last 28 days"
  from   usage
  keep   used_at >= end - 28d and used_at < end
  per    customer
  is     sum(distinct(day of used_at))
  unit days   better up
  note "The active days of all customers together."
  trap "Ten sessions in one afternoon are one day."
  next usage_frequency
  # expect all = 8

kpi users_28 "Customers with any use, last 28 days"
  from   usage
  keep   used_at >= end - 28d and used_at < end
  is     distinct(customer)
  unit customers   better up
  note "Customers seen at least once in four weeks."
  trap "A login is not yet use: filter the action that matters."
  next stickiness, active_customers
  # expect all = 4

kpi usage_frequency "Active days per active customer, last 28 days"
  is     active_day_total / active_customers
  unit "days per 28"   better up   needs 20
  aka `frecuencia de uso`
  note "Days with use per customer who could have used it, the silent ones included."
  trap "Users alone look fine: the silent customers are the ones about to leave."
  next active_days, minutes_used
  # expect all = 1.6

kpi stickiness "Average daily users / 28-day users"
  is     100 * (active_day_total / 28) / users_28
  unit percent   better up
  note "The share of the month's users who are there on an average day."
  trap "Daily and monthly users average to something that describes neither; only for products of daily use."
  next users_28, usage_frequency
  # expect all = 7.1

kpi minutes_total "Minutes of use, last 28 days"
  from   usage
  keep   used_at >= end - 28d and used_at < end
  is     sum(minutes)
  unit minutes
  note "All minutes of use of four weeks."
  trap "Forgotten tabs count as use: cut off sessions that are too long."
  next minutes_used
  # expect all = 225

kpi minutes_used "Minutes per active customer, last 28 days"
  is     minutes_total / active_customers
  unit minutes   needs 20
  aka `tiempo de uso`
  note "Time that a customer spends with the product."
  trap "Time is attention, not satisfaction: an hour may be pleasure or struggle."
  next usage_frequency, tenure
  # expect all = 45.0

kpi tenure "Mean days since joining, active customers"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  keep   active@end
  is     mean(days(end - joined()))
  unit days   needs 20
  aka antigüedad
  note "For how long the present customers have been customers."
  trap "It rises when nobody new joins."
  next lifetime, active_customers
  # expect all = 171.0

kpi participations "Participations in the last 90 days"
  from   usage
  keep   kind in {"webinar", "community", "review"}
      and used_at >= end - 90d and used_at < end
  is     count()
  unit count   better up
  note "Webinars, posts and reviews: what customers did beyond using the product."
  trap "The list of kinds is yours to choose; a longer list is not more loyalty."
  next participation_rate
  # expect all = 3
  # expect by customer A = 1

kpi participation_rate "Active customers with at least one participation"
  from   subscriptions
  span   started_at .. ended_at
  per    customer
  keep   active@end
  is     share(participations > 0)
  unit percent   better up   needs 30
  aka participación
  note "The share of the active customers who took part in something within 90 days."
  trap "Committed people take part; inviting a lukewarm customer does not make them loyal."
  next participations, churn_rate
  # expect all = 60.0

"""###
    ),
    (
      "health.kpi",
###"""
# The composite: one score from several signals.

kpi health "Customer health score"
  from   accounts
  per    customer
  let    usage_s = scale(coalesce(active_days, 0), 0, best_days)
  let    score = weigh(usage_s: usage_weight, scale(first(csat), 1, 5): csat_weight,
      scale(first(tickets_90d), 5, 0): contacts_weight, scale(first(spend), 0, best_spend): spend_weight,
      scale(first(propensity), 0, 1): answer_weight)
  is     mean(score)
  unit points   better up
  bands  red < 40 <= yellow < 70 <= green
  aka chs, salud, `puntuación de salud del cliente`
  params best_days = 4, best_spend = 150, usage_weight = 40, csat_weight = 25, contacts_weight = 15,
    spend_weight = 10, answer_weight = 10
  note "Use, satisfaction, contacts (fewer is better), spend and readiness to answer, each from 0 to 100, weighed; unknown ones leave both sides."
  trap "Weights are an opinion until red customers are seen to leave more often than green ones."
  next health_red, revenue_red, churn_rate
  # expect all = 51.3
  # expect by customer A = 94.0
  # expect by customer B = 13.8
  # expect by customer C = 65.6
  # expect by customer D = 30.2
  # expect by customer F = 52.8

kpi health_red "Share of customers in red"
  from   accounts
  per    customer
  is     share(health < 40)
  unit percent   better down
  note "How many customers need attention now."
  trap "Two customers around the limit can change it: look at who they are."
  next health, revenue_red
  # expect all = 40.0

kpi revenue_red "Share of spend held by red customers"
  from   accounts
  per    customer
  is     100 * sum(first(spend) given health < 40) / sum(first(spend))
  unit percent   better down
  note "How much money the customers in red bring in."
  trap "One large account decides it."
  next health_red
  # expect all = 37.0

"""###
    ),
  ]
}
