// swift-format-ignore-file
// Written by scripts/embed-library from the files in Sources/StandardLibrary/Lessons; edit those instead.

extension StandardLibrary {
  static let lessonTexts: [(name: String, text: String)] = [
    (
      "en/customers_say.md",
###"""
## nps, nps_latest

**Answers** On balance, how many of those who answered would speak well of us?

You ask one question: how likely would you be to recommend us, from 0 to 10? People who say 9 or 10 usually do talk
about you, people at 6 or below usually warn others, and the ones in between do neither. Subtract the share who warn
from the share who praise and you have a balance of voices between −100 and +100. A zero does not mean "nobody cares";
it means praise and warnings cancel out.

**Example** Ten answers, R7 has no score → n = 9. Promoters R1 R2 R5 R9 = 4, detractors R3 R6 R10 = 3: (4 − 3)/9 =
**+11.1**. v = 7/9 − (1/9)² = 0.765, SE = 100·√(0.765/9) = 29.2. Adjusted Wald: n = 12, p = 4.75/12, d = 3.75/12 →
+8.3 ± 47.4, i.e. **−39 … +56**: nothing can be concluded. Months: Jan (2−1)/4 = +25, Feb (1−1)/3 = 0, Mar (1−1)/2 =
0; their mean 8.3 is not the quarter's 11.1. Latest per customer: seven voices, 2 − 3 → **−14.3**: the sign turns
because the two happiest customers answered twice.

**Trap** Celebrating a rise of eight points from forty answers, or averaging the scores of several months or stores;
pool the answers instead.

**Next** See whether the change came from fewer detractors or more promoters, read the detractors' comments, and check
whether the response rate moved.

## csat, csat_mean, recent_csat

**Answers** What share of the customers who rated this were satisfied?

Right after something happened, you ask "were you satisfied?" and count how many chose the happy end of the scale. It
is a thermometer for one moment (a delivery, a call), not for the relationship. Always say which answers count as
satisfied, because a 3 out of 5 is a failure in one tool and half a success in another.

**Example** Scores 5 4 2 4 5 1 3 4 5 2: six of ten are 4 or 5 → **60 %**, Wilson 31–83 %. Mean 35/10 = **3.5**, t
interval 2.5–4.5. Percent of maximum (3.5 − 1)/4 = 62.5 %: three "CSATs" from the same ten rows.

**Trap** Comparing a share from one tool with an average from another, or a 1–5 scale with smileys.

**Next** Look at the lowest ratings by reason and team, and at how many people were asked and stayed silent.

## ces, ces_net

**Answers** Did we make it easy?

People rarely love you for solving a problem, but they remember how hard it was. So you ask how far they agree that
you made it easy and report the share who agree. It works for one task at a time and within a day of it.

**Example** 7 6 2 5 6 1 5 5 7 3: seven of ten are 5 or more → **70 %** (Wilson 40–89 %). Mean 47/10 = 4.7. Net: 4 easy
− 3 hard = +10.

**Trap** Mixing the old question (effort: low is good) with the new one (ease: high is good); the chart then turns
upside down.

**Next** Look at the hard cases for repeats: transfers, telling the story twice, a second contact within a week.

## response_rate, response_rate_any

**Answers** Of those we reached, how many answered?

A score only speaks for those who answered. The response rate tells you how large the silent part is. Count only
invitations that arrived and that had time to be answered.

**Example** Ten sent; I8 bounced, I10 is two days old → 8 count; complete: I1 I2 I3 I4 I6 = 5 → **62.5 %** (Wilson
31–86 %); with the partial I7 75 %; over everything sent 50 %. Maturity must look at the sending date only: keeping
young invitations *because* they answered would push the rate up.

**Trap** A falling score with a falling response rate may be a change in *who* answers, not in what they feel.

**Next** Compare the silent with the talkative: plan, tenure, recent tickets; silence before renewal is a signal of
its own.

## response_likelihood

**Answers** How likely is *this* customer to answer the next survey?

Someone who usually answers and suddenly goes quiet is telling you something. This figure is the customer's habit of
answering, tempered so that one lucky reply does not count as certainty.

**Example** (p = 0.625, k = 4): C1 answered 1 of 1 → (1 + 2.5)/5 = **0.70**; C9 answered 0 of 2 → 2.5/6 = **0.417**;
unknown customer 0.625.

**Trap** Treating silence as dissatisfaction; many loyal people never answer surveys.

**Next** Use the *change* in a customer's habit, and only as a small part of the health score.

## comment_rate, theme_share, net_sentiment, theme_effect

**Answers** What do people talk about, in which tone, and does it move the score?

Numbers say how much, comments say why. Read a sample yourself first, agree on a short list of themes, then count how
many comments touch each one. Several themes may live in one comment, so the shares do not add up to 100.

**Example** Six of ten answers have text → **60 %**. Support is named in R3 and R6 → 2/6 = **33.3 %**; delivery 2/6,
price 2/6, quality 1/6: together 117 %. Sentiment 2 positive, 4 negative → **−33.3**. Effect of support: mentioning it
NPS −100 (n = 2), the others (4−1)/7 = +42.9 → **−142.9 points**, n far too small.

**Trap** Letting the loudest or the last comment you read decide; or reading "people who mention price score lower" as
"lower the price".

**Next** Put theme share and theme effect together: often mentioned *and* strongly lowering the score comes first.
Then read ten comments from there.

"""###
    ),
    (
      "en/support.md",
###"""
## complaints, contacts, contacts_90, orders_placed, complaint_rate, complaint_share

**Answers** How many problems reach us, per how much business, and about what?

Complaints are the visible tip of what goes wrong. Ten complaints on a hundred orders is alarming, on ten thousand it
is not, so always divide by the amount of business behind them. If one product or region gathers them, something
specific is broken there.

**Example** T2 T3 T7 T9 are complaints = **4**, ten orders → **40 per 100 orders**; Poisson limits for 4 are 1.1–10.2,
i.e. 11–102 per 100 orders. Months 2/4 = 50, 1/3, 1/3.

**Trap** Setting a target of "fewer complaints": people stop writing and start leaving.

**Next** Rank causes by complaints per 100 orders of that product, and see how many complainers bought again.

## first_response, first_response_p90

**Answers** How long until a person answers for the first time?

The first minutes of silence shape the mood of everything after. Look at the middle ticket (the median) for the usual
case and at the 90th percentile for the unlucky ones; the average belongs to neither.

**Example** (hours): 0.25 0.33 0.5 1 1 2 4 6 24 → median **1.0** (ranks 2–8: 0.33–6 h), p90 = 6 + 0.2·18 = **9.6**,
mean 4.34: one ticket (T3, 24 h) more than doubles the mean (1.9 without it). T10 has waited 6 h without an answer and
is in none of them. Percentiles interpolate linearly between ranks (the spreadsheet rule); declare it.

**Trap** An automatic "we got your message" that stops the clock.

**Next** Hour of day and channel; then SLA attainment, and the tickets that nobody has answered yet.

## resolution_time, resolution_p90, resolution_censored

**Answers** How long until it is really solved?

Measure from the moment the customer asked to the moment it stayed solved. Report the middle case and the slow tail.
Tickets still open are missing from the usual figure, so when the backlog grows the figure can look *better*; the
censored median counts the waiting so far and cannot be fooled that way.

**Example** (hours): 2 3 4 6 10 24 48 72 → median (6 + 10)/2 = **8**; mean 169/8 = 21.1 with a t interval of −0.4 …
42.7 (a negative time: the wrong tool). Only 8 solved tickets: the 95 % interval of the median is the whole range
2–72. January by solved date: T1 T2 T3 → 24; T4, solved on 1 February, belongs to February. With T9 (open 159 h) and
T10 (open 6 h) as censored, the curve drops to 0.48 at 10 h → **10**.

**Trap** Closing early to look fast: watch reopenings.

**Next** The tail: which reasons sit above the 90th percentile; then reopen rate and backlog age.

## fcr, one_touch

**Answers** What share of problems was over after one contact?

Nothing pleases like not having to come back. A problem counts as solved at first contact if one answer was enough
*and* the customer did not return with it. The second half matters: a closed ticket followed by a new one two days
later is the same problem in new clothes.

**Example** Eight solved. One reply and no reopening: T1 T4 T5 T6 T8 → 5/8 = 62.5 %. C4 of T5 wrote again three days
later (T6), so T5 fails the repeat test → 4/8 = **50 %** (Wilson 22–79 %).

**Trap** Comparing one-touch figures of one tool with survey figures of another; they differ by ten or twenty points
on the same work.

**Next** Reasons with the lowest share: missing knowledge, missing permission, or a broken product?

## aht

**Answers** How much working time does one contact take?

Add up speaking, holding and tidying up, and divide by the number of contacts. It tells you how many people you need,
not how good they are.

**Example** 7 + 15 + 30 + 4 + 6 + 5 + 20 + 8 = 95 minutes / 8 contacts = **11.9** (by customer 2.3–21.5; contacts
taken as independent would say 4.2–19.5). T9 has no wrap-up yet. Months 52/3, 35/4, 8/1: their plain mean 11.4 is not
11.9.

**Trap** Rewarding short calls: the work moves into a second call and into worse satisfaction.

**Next** Read it together with first contact resolution and satisfaction: long and solved beats short and again; look
at hold time and wrap-up separately.

## sla

**Answers** How often did we keep our promise in time?

An SLA is a promise with a clock. When the clock runs out, the promise was kept or it was not, and a ticket nobody
answered was not. Count it on the day it was due and the figure for a closed month can never be polished afterwards.

**Example** T1 T2 (exactly 4 h: met) T4 T5 T6 T8 T9 in time = 7; T3, T7 late; T10 unanswered, due 22:00 on 31 March →
missed: 7/10 = **70 %** (Wilson 40–89 %). Among *answered* tickets it would read 7/9 = 78 %. T4, created on 31 January
22:00, is due on 1 February → February.

**Trap** Measuring only answered tickets, or promising so little that 100 % means nothing.

**Next** How late were the missed ones (median delay), at what hour, for which priority; then tickets that will run
out in the next hours.

## backlog, backlog_age

**Answers** How much unfinished work is lying here, and how old is it?

Imagine the desk at closing time: how many letters are left, and how yellow is the oldest? Size says whether you keep
up, age says whether someone is being forgotten.

**Example** At the end of January T4 is open (1), end of February none (0), end of March T9 and T10 (**2**). Check:
opening + created − solved = closing: 0+4−3 = 1, 1+3−4 = 0, 0+3−1 = 2. Ages 159 h and 6 h → median **82.5 h**.

**Trap** Adding the backlogs of twelve months, or watching the size while the oldest ticket turns a month old.

**Next** Created against solved per week, and the ten oldest by name.

## reopen_rate

**Answers** How often was "solved" not solved?

A reopened ticket is the customer correcting your statistics. It shows answers that were too quick or not understood.

**Example** T3 and T7 of eight → **25 %** (Wilson 7–59 %); counting reopenings 3/8 = 37.5 %.

**Trap** A "thank you" that reopens the ticket automatically; filter those.

**Next** Reopenings by reason and by author, next to resolution time: fast and often reopened is not fast.

"""###
    ),
    (
      "en/orders.md",
###"""
## cancellation_rate, cancelled_value

**Answers** What share of orders is called off before it is fulfilled, and by whom?

An order that dies before it leaves the house has a reason: no stock, slow delivery, second thoughts, a failed
payment. Count them against the orders placed on the same days.

**Example** O3 and O9 of ten → **20 %** (Wilson 6–51 %); by value (80 + 200)/840 = 33.3 %: the expensive ones are
cancelled.

**Trap** Mixing your own cancellations (no stock) with the customer's; they need opposite remedies.

**Next** Reason by initiator, and hours between order and cancellation.

## return_rate, returns_processed, orders_kept, return_rate_booked, return_value

**Answers** What share of what was bought comes back?

Follow the orders of one month until their return window closes, then count how many came back. That is the quality of
that month's sales. Counting the parcels that arrive this month mixes them with last month's orders.

**Example** Eight kept orders; O10 is four days old → seven. Returned in time O2 (26 days), O5 (18 days) → 2/7 =
**28.6 %** (Wilson 8–64 %). By order month 1/3, 1/3, 0/1. Booked view: both refunds fall in February → 0 %, 2/3 = 66.7
%, 0 %. By value (50 + 30)/530 = 15.1 %.

**Trap** Blaming the product when the page or the size table misled; or praising this month, whose returns have not
arrived yet.

**Next** Reasons by product and size, repeat returners, and whether those who returned bought again.

## purchase_frequency

**Answers** How many times does a buyer buy in the period?

If the same person comes back several times, you are meeting a need. Divide orders by the people who ordered.

**Example** Eight kept orders by C1 C2 C4 C5 → 8/4 = **2.0** (t interval over customers 0.7–3.3). Months 1.5, 1, 1 do
not add up to 2: buyers overlap.

**Trap** Counting cancelled orders, or e-mail addresses as people; and comparing a month with a quarter.

**Next** Repeat purchase rate (how many come back at all) and the gap between orders.

## repeat_rate, repeat_rate_period, returning_rate

**Answers** What share of customers comes back for another order?

The second purchase is the real vote. Take everyone who bought for the first time in a month, give each the same
number of days, and count who came back.

**Example** C1 25 days, C2 51, C5 43, C4 none after 59 days. Within 45 days C1 and C5 of four → **50 %**. With a
60-day window only C1 and C2 are old enough → 2/2 = 100 %: window and maturity decide, so both must be printed. In the
quarter 3/4 = 75 % bought twice. Returning: Jan 0/2, Feb C1 of C1 C4 C5, Mar both.

**Trap** "60 % of our customers are repeat customers" over all time; it rises even if nobody new returns.

**Next** Time to the second purchase, and what the returners bought first.

## aov, aov_net, recent_spend

**Answers** How much does one order bring in?

Money taken divided by number of orders. It moves when people buy more per basket, when prices change, or when a few
huge orders appear.

**Example** 100 + 50 + 40 + 120 + 60 + 70 + 90 + 30 = 560 / 8 = **70.00**; with customers as the unit ± 32
(37.5–102.5), as independent orders ± 26: too narrow. With the cancelled ones 840/10 = 84; after refunds 480/8 = 60.
Mean of the three months 68.9.

**Trap** Averaging the averages of shops or months; and cheering a higher value caused by losing small customers.

**Next** Median order, number of orders, and the mix of new and returning buyers.

## time_to_second, gap_days

**Answers** When does a new customer come back, if ever?

For each first-time buyer start a stopwatch; it stops at the second order and keeps running for those who have not
come back. The typical time must respect the running ones, otherwise you only hear from the fast.

**Example** Events at 25, 43, 51 days, C4 waiting for 59. Curve: 0.75 at 25, 0.50 at 43, 0.25 at 51 → **43 days**; a
quarter is expected to be missing still after 59. Rule: the median is the first time the curve is at or below one half.
Gaps: C1 25 and 23, C2 51, C5 43 → median (25 + 43)/2 = 34.

**Trap** Setting a reminder e-mail at the plain average: most who return are back before it.

**Next** Send reminders just before the steep part of the curve ends; compare channels and first products.

## rfm_best, rfm_at_risk

**Answers** Who is recent, frequent and valuable, and who is slipping away?

Ask three things of each customer: how long ago, how often, how much. Rank everybody on each and give points. Those
high on the last two but low on the first used to love you and are drifting: they are worth a call this week.

**Example** (k = 2, four customers, at 1 April): days since last order C5 4, C2 31, C1 41, C4 59 → R: C5 2, C2 2, C1
1, C4 1. Orders C1 3, C2 2, C5 2, C4 1 → F 2, 2, 2, 1 (ties share). Money C1 210, C2 140, C4 120, C5 90 → M 2, 2, 1,
1. Codes C1 1-2-2 (at risk), **C2 2-2-2**, C4 1-1-1, C5 2-2-1.

**Trap** 125 cells nobody can act on; six names are enough. And do not read the points as money: a 5 is a position,
not an amount.

**Next** How many moved from one segment to another since last month.

"""###
    ),
    (
      "en/customers.md",
###"""
## active_customers, active_buyers

**Answers** How many customers do we have right now?

Photograph the customer base at one instant and count heads. Two photographs a month apart are the basis of every
churn figure.

**Example** End of January A C D F = 4; February + G = 5; March A B C D F = 5. Buyers at the end of February: C1 (10
days ago), C4 (28), C5 (16) = 3; C2's January order is 51 days old and its order dated 1 March belongs to March. End
of March: C1 (41 days), C2 (31), C5 (4) = 3.

**Trap** Counting everybody who ever bought, or adding monthly counts into a year.

**Next** Who came, who left, who came back between the two photographs.

## churn_rate, churn_events, churn_stripe, joined_and_left

**Answers** Of the customers we had at the start, what share was gone at the end?

Write down who your customers are on the first day. On the last day, tick who is still there. The unticked share is
your churn. New people do not enter the sum: they cannot make up for those who left.

**Example** 1 January: A B C D; B gone on 1 February → 1/4 = **25 %** (Wilson 5–70 %). 1 February: A C D F all there
on 1 March → **0 %**. 1 March: A C D F G; G gone → 1/5 = **20 %**. Quarter, state based: A B C D all active on 1 April
(B returned) → 0 %; by events B left → 25 %. None of 25 + 0 + 20 = 45 %, or 1 − 0.75·1·0.8 = 40 %, is the quarter's
churn.

**Trap** Dividing this month's cancellations by all customers including this month's newcomers: growth then hides the
leak. Or multiplying a monthly figure by twelve.

**Next** Churn by tenure (a leak in the first 90 days is an onboarding problem), by reason, and in money.

## retention_rate

**Answers** Of the customers we had at the start, what share is still here?

Churn read from the bright side: how many of the people of day one are still with you. Keeping them usually costs less
than finding others, and only they can recommend you.

**Example** January 3/4 = **75 %**. Textbook check: (4 − 1)/4 with N = 1 (F; E left again). With N = 2 one would get
50 %. Return after a gap (B) counts as retained for the quarter; say so.

**Trap** Dividing customers at the end by customers at the start; with enough new ones that exceeds 100 % while
everyone old runs away.

**Next** The curve by age of customer (`cohort_retention`) and revenue retention: five small customers do not replace one large.

## cohort_retention, cohort_unbounded

**Answers** Of those who started in the same month, how many are still active 1, 2, 3 … months later?

Group customers by the month they began, like school classes, and follow each class. Read along a row to see one class
age; read down a column to see whether newer classes do better at the same age.

**Example** January cohort C1, C2. February: C1 ordered → 50 %; March: C2 ordered → 50 %. Unbounded: in February both
still had an order ahead → 100 %. February cohort C4, C5: March C5 → 50 %; its age 2 is April, not complete → empty,
not 0. All row, age 1: (1 + 1)/(2 + 2) = 50 %.

**Trap** Reading the empty corner as loss, or comparing classes of five people.

**Next** Find the age where the fall stops: whoever passes it tends to stay; then ask what those did in their first
weeks.

## survival_90, lifetime

**Answers** What share is still with us after t days, and how long does a customer stay?

Some customers have left, so their stay is known; others are still here and will stay for an unknown time. The
survival curve uses both: every stay counts for as long as we have watched it.

**Example** Ended E 15, G 27, B 127 days; still there F 77, D 122, C 152, A 305. S = 6/7 = 0.857 after 15, ·5/6 =
0.714 after 27; at 127 three are left at risk (A, B, C) → 0.476. **S(90) = 71.4 %** (log-log 26–92 %), median **127
days**.

**Trap** Averaging the stays of those who left: it describes the impatient, here 56 days instead of a median of 127.

**Next** Where the curve is steep (which week) and the curves of two groups side by side.

## time_to_churn

**Answers** How long had those who left been with us?

Ask the leavers' files: how many days had passed since they joined? A peak in the first weeks means the start goes
wrong; a peak at twelve months means renewal.

**Example** Leavers of the quarter: E 15, G 27, B 127 → **27 days** (the lifetime is 127).

**Trap** Calling this "customer lifetime".

**Next** What was missing before the peak: first use, second order, first answer.

"""###
    ),
    (
      "en/revenue.md",
###"""
## mrr, arr

**Answers** How much recurring revenue does the present customer base stand for, per month or per year?

If nothing changed from today, how much would arrive every month? Put all contracts on a monthly footing and add them
up at one instant.

**Example** 1 April: 150 + 80 + 120 + 60 + 50 = **460**; ARR 5 520. Bridge January: 430 + 60 (F) − 50 (B) = 440 (E's
30 came and went inside the month); February: 440 + 40 (G) + 50 (A) − 80 (D) = 450; March: 450 + 50 (B back) − 40 (G)
= 460.

**Trap** Feeding it with invoices: a yearly bill makes one giant month.

**Next** The bridge: new, grown, shrunk, lost.

## arpu

**Answers** How much does an average customer pay per month?

Divide what comes in by the number of customers. It rises when customers buy more and also when small ones leave.

**Example** 460/5 = **92** (t interval over five customers 40–144); January 440/4 = 110.

**Trap** Taking the second for success.

**Next** Median customer, and churn by size.

## nrr, grr, revenue_churn, net_revenue_churn

**Answers** What became of the money of the customers we had at the start (with and without their growth)?

Take the customers of day one and their money. Ask at the end how much of *that* money is still coming: once counting
their growth (net), once without (gross). Gross tells you about the leak, net about the leak plus the refill.

**Example** February: base A 100, C 80, D 200, F 60 = 440; end 150 + 80 + 120 + 60 = 410 → **NRR 93.2 %**; min 100 +
80 + 120 + 60 = 360 → **GRR 81.8 %**. Quarter: base A B C D 430, end 400 → 93.0 %, min 350 → 81.4 %. With four
customers the interval for NRR is ±75 points: anecdote, not trend.

**Trap** A net figure above 100 % hiding that a fifth leaks out every year and three big accounts refill it. Never
include new customers.

**Next** The list of shrinking customers, and both figures without the largest account.

## expansion_rate, contraction_rate, mrr_growth

**Answers** Do existing customers grow, and does the whole grow?

Growth has four taps: new customers in, customers out, bigger, smaller. One total hides which tap is open.

**Example** February A +50 of 440 = **11.4 %**, D −80 = 18.2 %; MRR 440 → 450 = **+2.3 %**: growth hides that more
shrank than grew.

**Trap** Buying growth with discounts that come back as contraction.

**Next** Share of growth that comes from existing customers, and what the expanding ones did before.

## clv_cohort, clv_to_date, clv_simple, clv_subscription

**Answers** How much is a customer worth over the whole relationship?

Imagine the pile of money one customer will have left with you by the end. Part of it is on the table already, the
rest is a forecast. The safest way is to watch how the pile of past groups grew month after month; formulas with
averages are quick but stand on the weakest leg, the guess about how long people stay.

**Example** To date C1 210, C2 140 − 50, C4 120 − 30, C5 90 → 480/4 = **120**. Cohort January (2 customers): 190/2 =
95, + 70/2 = 130, + 90/2 = **175** after three months; all cohorts chain the increments 92.5, +25, +45 (age 2 known
for January only). Simple: 70 × 2 × 4 × 2 = **1 120**. Subscription, March: 92 × 0.8 / mean(25, 0, 20) % = 73.6/0.15 =
**490.67**; one quiet month earlier it was 864. From 120 to 1 120 for the same shop: the label matters.

**Trap** Spending on acquisition against a forecast in revenue instead of margin.

**Next** Value by first product and channel, and how soon acquisition cost is earned back.

## clv_model, alive, expected_purchases, expected_order_value, repeat_order_value

**Answers** What will each customer buy from now on, where no contract says who has left?

A shop never hears a goodbye; it only hears silence. Two models listen to it. The first learns from all customers how
fast people buy and how they stay away, and then reads each customer's own rhythm: four weeks of silence mean little for
who buys twice a year and much for who came every Friday. The second pulls each customer's average spend towards that of
all, the more so the fewer purchases were seen. Multiplied and discounted, they give what the next twelve months are
worth. Both models are fitted once to everybody, and groups are read from them.

**Example** In a published set of 2,357 buyers of compact discs the first model finds r 0.243, α 4.414, a 0.793, b 2.426
(times in weeks). A customer with two repeat purchases, the last in week 30.43 of 38.86, is still there with probability
**0.727** and will make **1.226** purchases in the next 39 weeks. The second finds p 6.25, q 3.74, γ 15.44, and draws
that customer's 22.35 per purchase to 24.65.

**Trap** Reading a forecast as a promise: it knows the past orders and nothing else, no season and no offer; and it is
revenue until you say what the margin is.

**Next** Customers of high value whose probability has fallen; then the cohort's real value beside the forecast.

"""###
    ),
    (
      "en/usage.md",
###"""
## usage_frequency, active_days, active_day_total, users_28, stickiness

**Answers** On how many days does a customer use it?

Habit keeps customers. Count days with real use, not clicks: ten sessions in one afternoon are one day. Include those
with zero.

**Example** Window 4–31 March. A 4 days, C 2, D 1 (two sessions on one day), F 1 (the February event is outside), B 0
→ 8/5 = **1.6**; among users 2.0; stickiness (8/28)/4 = 7.1 %.

**Trap** Looking only at users: the silent customers are the ones about to leave.

**Next** Who dropped by half against their own previous month.

## minutes_used, minutes_total, tenure

**Answers** (a) how many minutes do customers spend with the product, (b) for how long have they been customers?

Time spent is attention, not satisfaction: an hour may be pleasure or struggle. Time as a customer is history:
long-standing customers leave less. Never call both "time of use".

**Example** (a): A 100, C 20, D 80, F 25, B 0 → 225/5 = **45**; per active day 28.1. (b): A 305, B 199, C 152, D 122,
F 77 → **171** (B counted from the first start; from the return it would be 27).

**Trap** Rewarding minutes where the aim is to finish fast.

**Next** Minutes per completed task; churn by tenure.

## participation_rate, participations

**Answers** Who takes part in what we offer beyond the product?

Someone who comes to a webinar or answers in the forum has invested a little of themselves.

**Example** A (webinar), C (community), F (webinar on 10 February, 51 days ago); B and D none → 3 of 5 = **60 %**
(Wilson 23–88 %).

**Trap** Cause and effect: engaged people participate; inviting a lukewarm customer does not make them loyal.

**Next** The valuable customers who never took part; and whether participants really leave less at equal tenure.

"""###
    ),
    (
      "en/health.md",
###"""
## health, health_coverage, health_red, revenue_red

**Answers** Which customers are fine, which need us now?

A doctor looks at pulse, temperature and history before saying "you look tired". The health score does that for
customers: several signals, each turned into 0–100, weighed by importance, with missing ones left out rather than
guessed. It is a queue for attention, not a verdict.

**Example** A: 100·40 + 100·25 + 80·15 + 100·10 + 70·10 = 9 400 / 100 = **94.0**. B: no CSAT, weights 75: 0·40 + 20·15
+ 33.3·10 + 40·10 = 1 033.3 / 75 = **13.8**, coverage 75 %. C: no survey history, 5 908.3/90 = **65.6**. D **30.25**,
F **52.75**. Mean 51.3; red B and D = 40 % of customers, (50 + 120)/460 = 37 % of spend. Had unknown counted as 0, C
would fall to 59.1 for not being asked.

**Trap** Ten factors because the data is there, all saying the same; or a green account that leaves because nobody
asked the person who pays.

**Next** Who changed colour since last month, and which factor pulled them down.

"""###
    ),
    (
      "es/customers_say.md",
###"""
## nps, nps_latest

**Responde** En conjunto, ¿cuántos de los que respondieron hablarían bien de nosotros?

Se hace una sola pregunta: del 0 al 10, ¿nos recomendarías? Quien responde 9 o 10 suele hablar bien de ti, quien se
queda en 6 o menos suele avisar a los demás, y los del medio callan. Resta el porcentaje de quienes avisan al de
quienes elogian y tendrás un saldo de voces entre −100 y +100. Un cero no significa indiferencia: significa que
elogios y avisos se anulan.

**Trampa** Celebrar ocho puntos de subida con cuarenta respuestas, o hacer la media de los NPS de varios meses o
tiendas; lo correcto es juntar las respuestas.

**Después** Mira si el cambio viene de menos detractores o de más promotores, lee los comentarios de los detractores y
comprueba si cambió la tasa de respuesta.

## csat, csat_mean, recent_csat

**Responde** ¿Qué parte de los clientes que puntuaron esto quedó satisfecha?

Justo después de que algo ocurra preguntas "¿quedaste satisfecho?" y cuentas cuántos eligieron el lado contento de la
escala. Es un termómetro de un momento (una entrega, una llamada), no de toda la relación. Di siempre qué respuestas
cuentan como satisfechas: un 3 sobre 5 es un suspenso en una herramienta y medio aprobado en otra.

**Trampa** Comparar el porcentaje de una herramienta con la media de otra, o una escala de 1 a 5 con caritas.

**Después** Mira las notas más bajas por motivo y por equipo, y cuántas personas recibieron la pregunta y callaron.

## ces, ces_net

**Responde** ¿Se lo pusimos fácil?

Casi nadie te quiere más por arreglar un problema, pero todos recuerdan lo que costó. Por eso se pregunta hasta qué
punto están de acuerdo en que fue fácil y se informa el porcentaje que lo está. Sirve para una gestión concreta y
preguntada el mismo día.

**Trampa** Mezclar la pregunta antigua (esfuerzo: bajo es bueno) con la nueva (facilidad: alto es bueno); el gráfico
queda del revés.

**Después** Busca en los casos difíciles lo que se repite: traspasos, contar dos veces lo mismo, un segundo contacto
en la misma semana.

## response_rate, response_rate_any

**Responde** De aquellos a quienes llegamos, ¿cuántos respondieron?

Una nota solo habla por quienes contestaron. La tasa de respuesta dice cómo de grande es la parte muda. Cuenta solo
las invitaciones que llegaron y que tuvieron tiempo de ser respondidas.

**Trampa** Si bajan a la vez la nota y la respuesta, quizá cambió quién contesta y no lo que siente.

**Después** Compara a los callados con los que hablan: plan, antigüedad, tickets recientes; el silencio antes de una
renovación ya es una señal.

## response_likelihood

**Responde** ¿Cómo de probable es que *este* cliente responda a la próxima encuesta?

Quien suele contestar y de pronto calla está diciendo algo. Esta cifra recoge la costumbre de responder de cada
cliente, moderada para que una única respuesta no parezca certeza.

**Trampa** Leer el silencio como enfado; mucha gente fiel nunca rellena encuestas.

**Después** Fíjate en el cambio de costumbre de cada cliente y dale poco peso en la salud.

## comment_rate, theme_share, net_sentiment, theme_effect

**Responde** ¿De qué habla la gente, en qué tono, y mueve eso la nota?

Los números dicen cuánto; los comentarios, por qué. Lee antes una muestra, acuerda una lista corta de temas y cuenta
cuántos comentarios tocan cada uno. Un comentario puede tocar varios, así que los porcentajes no suman 100.

**Trampa** Dejar que decida el comentario más ruidoso o el último leído; o entender "quien habla del precio puntúa
peor" como "hay que bajar el precio".

**Después** Cruza cuánto se menciona un tema con cuánto baja la nota; lo frecuente y dañino va primero. Luego lee diez
comentarios de ahí.

"""###
    ),
    (
      "es/support.md",
###"""
## complaints, contacts, contacts_90, orders_placed, complaint_rate, complaint_share

**Responde** ¿Cuántos problemas nos llegan, por cuánto negocio, y sobre qué?

Las quejas son la punta visible de lo que falla. Diez quejas sobre cien pedidos asustan; sobre diez mil, no: divide
siempre por el negocio que hay detrás. Si se concentran en un producto o una zona, ahí hay algo concreto roto.

**Trampa** Fijar como objetivo "menos quejas": la gente deja de escribir y empieza a irse.

**Después** Ordena las causas por quejas por cada cien pedidos de ese producto y mira cuántos de los que se quejaron
volvieron a comprar.

## first_response, first_response_p90

**Responde** ¿Cuánto tarda una persona en responder por primera vez?

Los primeros minutos de silencio marcan el tono de todo lo demás. Mira el ticket central (la mediana) para el caso
normal y el percentil 90 para los desafortunados; la media no representa a nadie.

**Trampa** Un acuse automático que para el reloj.

**Después** Hora del día y canal; luego el cumplimiento del SLA y los tickets que aún nadie ha contestado.

## resolution_time, resolution_p90, resolution_censored

**Responde** ¿Cuánto se tarda en resolverlo de verdad?

Mide desde que el cliente preguntó hasta que quedó resuelto de verdad. Informa del caso central y de la cola lenta.
Los tickets abiertos no entran en la cifra habitual, así que cuando se acumula trabajo el dato puede incluso mejorar;
la mediana con censura cuenta la espera ya vivida y no se deja engañar.

**Trampa** Cerrar antes de tiempo para parecer rápidos: vigila las reaperturas.

**Después** La cola: qué motivos superan el percentil 90; luego reaperturas y antigüedad de lo pendiente.

## fcr, one_touch

**Responde** ¿Qué parte de los problemas acabó en un solo contacto?

Nada gusta tanto como no tener que volver. Un problema se da por resuelto al primer contacto si bastó una respuesta
*y* el cliente no regresó con lo mismo. La segunda parte importa: un ticket cerrado y otro abierto dos días después
son el mismo problema con otro traje.

**Trampa** Comparar el "one-touch" de una herramienta con la encuesta de otra; difieren diez o veinte puntos con el
mismo trabajo.

**Después** Los motivos con peor porcentaje: ¿falta conocimiento, faltan permisos o falla el producto?

## aht

**Responde** ¿Cuánto tiempo de trabajo lleva un contacto?

Suma hablar, esperar y dejarlo todo anotado, y divide entre los contactos. Dice cuánta gente necesitas, no lo buena
que es.

**Trampa** Premiar llamadas cortas: el trabajo pasa a una segunda llamada y la satisfacción baja.

**Después** Léelo junto con la resolución al primer contacto y la satisfacción: largo y resuelto gana a corto y
repetido; separa espera y tareas posteriores.

## sla

**Responde** ¿Con qué frecuencia cumplimos a tiempo nuestra promesa?

Un SLA es una promesa con reloj. Cuando se agota el tiempo, se cumplió o no, y un ticket sin respuesta no se cumplió.
Cuéntalo el día en que vencía y la cifra de un mes cerrado ya no se puede maquillar.

**Trampa** Medir solo los contestados, o prometer tan poco que el 100 % no dice nada.

**Después** Cuánto se retrasaron los fallidos (mediana), a qué hora y en qué prioridad; y los que vencen en las
próximas horas.

## backlog, backlog_age

**Responde** ¿Cuánto trabajo sin terminar hay y cuánto tiempo lleva ahí?

Imagina la mesa al cerrar: ¿cuántas cartas quedan y qué edad tiene la más vieja? El tamaño dice si das abasto; la
antigüedad, si olvidas a alguien.

**Trampa** Sumar los pendientes de doce meses, o mirar el tamaño mientras el más viejo cumple un mes.

**Después** Creados frente a resueltos por semana, y los diez más antiguos con nombre.

## reopen_rate

**Responde** ¿Con qué frecuencia «resuelto» no estaba resuelto?

Un ticket reabierto es el cliente corrigiendo tus estadísticas. Señala respuestas apresuradas o mal entendidas.

**Trampa** Un "gracias" que reabre el ticket solo; fíltralos.

**Después** Reaperturas por motivo y por autor junto al tiempo de resolución: rápido y reabierto no es rápido.

"""###
    ),
    (
      "es/orders.md",
###"""
## cancellation_rate, cancelled_value

**Responde** ¿Qué parte de los pedidos se anula antes de servirse, y quién la anula?

Un pedido que muere antes de salir tiene un motivo: sin existencias, entrega lenta, arrepentimiento, pago fallido.
Cuéntalos sobre los pedidos hechos esos mismos días.

**Trampa** Mezclar tus anulaciones (sin stock) con las del cliente; piden remedios opuestos.

**Después** Motivo según quién anula, y horas entre pedido y anulación.

## return_rate, returns_processed, orders_kept, return_rate_booked, return_value

**Responde** ¿Qué parte de lo comprado vuelve?

Sigue los pedidos de un mes hasta que venza su plazo y cuenta cuántos volvieron: esa es la calidad de las ventas de
ese mes. Contar los paquetes que llegan este mes los mezcla con los pedidos del anterior.

**Trampa** Culpar al producto cuando engañó la ficha o la tabla de tallas; o celebrar el mes actual, cuyas
devoluciones aún no han llegado.

**Después** Motivos por producto y talla, devolvedores habituales, y si quien devolvió volvió a comprar.

## purchase_frequency

**Responde** ¿Cuántas veces compra un comprador en el periodo?

Si la misma persona vuelve varias veces, estás cubriendo una necesidad. Divide pedidos entre personas que pidieron.

**Trampa** Contar pedidos anulados, tomar correos por personas o comparar un mes con un trimestre.

**Después** La tasa de repetición (cuántos vuelven) y los días entre compras.

## repeat_rate, repeat_rate_period, returning_rate

**Responde** ¿Qué parte de los clientes vuelve a por otro pedido?

La segunda compra es el voto de verdad. Toma a quienes compraron por primera vez en un mes, da a todos los mismos días
y cuenta quién volvió.

**Trampa** "el 60 % de nuestros clientes repite" desde siempre: sube aunque ningún nuevo vuelva.

**Después** El tiempo hasta la segunda compra y qué compraron primero los que volvieron.

## aov, aov_net, recent_spend

**Responde** ¿Cuánto deja un pedido?

Dinero cobrado entre número de pedidos. Cambia si crece la cesta, si suben los precios o si aparecen unos pocos
pedidos enormes.

**Trampa** Promediar los promedios de tiendas o meses; y aplaudir una subida causada por perder clientes pequeños.

**Después** El pedido mediano, el número de pedidos y la mezcla de nuevos y recurrentes.

## time_to_second, gap_days

**Responde** ¿Cuándo vuelve un cliente nuevo, si es que vuelve?

Para cada comprador nuevo pon un cronómetro; se para con el segundo pedido y sigue corriendo para quien no ha vuelto.
El tiempo típico debe respetar los que siguen corriendo; si no, solo escuchas a los rápidos.

**Trampa** Programar el recordatorio en la media simple: casi todos los que vuelven ya lo han hecho.

**Después** Envíalo justo antes de que la curva se aplane; compara canales y primer producto.

## rfm_best, rfm_at_risk

**Responde** ¿Quién es reciente, frecuente y valioso, y quién se nos escapa?

Pregunta tres cosas de cada cliente: hace cuánto, cuántas veces y cuánto. Ordena a todos en cada una y reparte puntos.
Quien está alto en las dos últimas y bajo en la primera te quería y se está alejando: merece una llamada esta semana.

**Trampa** 125 casillas con las que nadie puede actuar; bastan seis nombres. Y los puntos no son dinero: un 5 es una
posición.

**Después** Cuántos cambiaron de segmento desde el mes pasado.

"""###
    ),
    (
      "es/customers.md",
###"""
## active_customers, active_buyers

**Responde** ¿Cuántos clientes tenemos ahora mismo?

Fotografía la base de clientes en un instante y cuenta cabezas. Dos fotos separadas un mes son la base de cualquier
cifra de abandono.

**Trampa** Contar a todo el que compró alguna vez o sumar los meses del año.

**Después** Quién llegó, quién se fue y quién volvió entre las dos fotos.

## churn_rate, churn_events, churn_stripe, joined_and_left

**Responde** De los clientes que teníamos al inicio, ¿qué parte se había ido al final?

Apunta quiénes son tus clientes el primer día. El último día marca quién sigue. La parte sin marcar es tu abandono.
Los nuevos no entran en la cuenta: no compensan a los que se fueron.

**Trampa** Dividir las bajas del mes entre todos los clientes, incluidos los recién llegados: el crecimiento tapa la
fuga. O multiplicar por doce una cifra mensual.

**Después** Abandono por antigüedad (una fuga en los primeros 90 días es un problema de arranque), por motivo y en
dinero.

## retention_rate

**Responde** De los clientes que teníamos al inicio, ¿qué parte sigue aquí?

Es el abandono visto por el lado luminoso: cuántos de los del primer día siguen contigo. Conservarlos suele costar
menos que encontrar otros, y solo ellos pueden recomendarte.

**Trampa** Dividir los clientes del final entre los del principio; con bastantes nuevos pasa del 100 % mientras los
antiguos huyen.

**Después** La curva por antigüedad (`cohort_retention`) y la retención de ingresos: cinco clientes pequeños no sustituyen a uno
grande.

## cohort_retention, cohort_unbounded

**Responde** De los que empezaron el mismo mes, ¿cuántos siguen activos 1, 2, 3 … meses después?

Agrupa a los clientes por el mes en que empezaron, como promociones de un colegio, y sigue a cada promoción. En
horizontal ves envejecer a una; en vertical, si las nuevas van mejor a la misma edad.

**Trampa** Leer la esquina vacía como pérdida o comparar promociones de cinco personas.

**Después** Busca la edad en que deja de caer: quien la pasa suele quedarse; pregunta qué hicieron esos en sus
primeras semanas.

## survival_90, lifetime

**Responde** ¿Qué parte sigue con nosotros tras t días, y cuánto se queda un cliente?

De unos clientes ya conocemos la estancia porque se fueron; otros siguen aquí y no sabemos cuánto durarán. La curva
usa a ambos: cada estancia cuenta mientras la hemos observado.

**Trampa** Promediar solo a los que se fueron: describe a los impacientes, aquí 56 días frente a una mediana de 127.

**Después** Dónde es más empinada (qué semana) y las curvas de dos grupos juntas.

## time_to_churn

**Responde** ¿Cuánto tiempo llevaban con nosotros los que se fueron?

Mira las fichas de quienes se fueron: ¿cuántos días llevaban? Un pico en las primeras semanas indica un mal comienzo;
un pico a los doce meses, la renovación.

**Trampa** Llamarlo "vida del cliente".

**Después** Qué faltó antes del pico: primer uso, segundo pedido, primera respuesta.

"""###
    ),
    (
      "es/revenue.md",
###"""
## mrr, arr

**Responde** ¿Cuánto ingreso recurrente supone la base actual de clientes, al mes o al año?

Si nada cambiara desde hoy, ¿cuánto entraría cada mes? Pasa todos los contratos a base mensual y súmalos en un
instante.

**Trampa** Alimentarlo con facturas: una anual crea un mes gigante.

**Después** El puente: nuevo, crecido, reducido, perdido.

## arpu

**Responde** ¿Cuánto paga al mes un cliente medio?

Divide lo que entra entre los clientes. Sube si compran más y también si se van los pequeños.

**Trampa** Tomar lo segundo por un éxito.

**Después** El cliente mediano y el abandono por tamaño.

## nrr, grr, revenue_churn, net_revenue_churn

**Responde** ¿Qué fue del dinero de los clientes que teníamos al inicio (con y sin su crecimiento)?

Toma a los clientes del primer día y su dinero. Al final pregunta cuánto de *ese* dinero sigue entrando: una vez con
su crecimiento (neta) y otra sin él (bruta). La bruta habla de la fuga; la neta, de la fuga y el relleno.

**Trampa** Una neta por encima del 100 % que esconde que cada año se escapa una quinta parte y la rellenan tres
cuentas grandes. Nunca incluyas clientes nuevos.

**Después** La lista de clientes que encogen, y ambas cifras sin la cuenta mayor.

## expansion_rate, contraction_rate, mrr_growth

**Responde** ¿Crecen los clientes que ya tenemos, y crece el conjunto?

El crecimiento tiene cuatro grifos: entran, salen, crecen, encogen. Un total esconde cuál está abierto.

**Trampa** Comprar crecimiento con descuentos que vuelven como contracción.

**Después** Qué parte viene de clientes actuales y qué hicieron antes los que ampliaron.

## clv_cohort, clv_to_date, clv_simple, clv_subscription

**Responde** ¿Cuánto vale un cliente en toda la relación?

Imagina el montón de dinero que un cliente habrá dejado al final. Una parte ya está sobre la mesa; el resto es
pronóstico. Lo más seguro es mirar cómo creció el montón de grupos anteriores mes a mes; las fórmulas con promedios
son rápidas, pero se apoyan en la pata más floja: cuánto tiempo se queda la gente.

**Trampa** Gastar en captación contra un pronóstico de ingresos en vez de margen.

**Después** Valor por primer producto y canal, y cuánto se tarda en recuperar el coste de captación.

## clv_model, alive, expected_purchases, expected_order_value, repeat_order_value

**Responde** ¿Qué comprará cada cliente de ahora en adelante, donde ningún contrato dice quién se ha ido?

Una tienda nunca oye un adiós: solo oye silencio. Dos modelos lo escuchan. El primero aprende de todos los clientes a qué
ritmo se compra y cómo se deja de venir, y luego lee el compás de cada uno: cuatro semanas de silencio dicen poco de
quien compra dos veces al año y mucho de quien venía cada viernes. El segundo acerca el gasto medio de cada cliente al
de todos, tanto más cuantas menos compras se han visto. Multiplicados y descontados, dan lo que valdrán los próximos doce
meses. Ambos se ajustan una sola vez a toda la base, y los grupos se leen de ahí.

**Trampa** Leer un pronóstico como una promesa: conoce los pedidos pasados y nada más, ni temporadas ni ofertas; y son
ingresos mientras no digas cuál es el margen.

**Después** Los clientes de mucho valor cuya probabilidad ha caído; y el valor real de cada cohorte junto al pronóstico.

"""###
    ),
    (
      "es/usage.md",
###"""
## usage_frequency, active_days, active_day_total, users_28, stickiness

**Responde** ¿Cuántos días lo usa un cliente?

La costumbre retiene. Cuenta días con uso real, no clics: diez sesiones en una tarde son un día. Incluye a los que
tienen cero.

**Trampa** Mirar solo a quien usa: los callados son los que están a punto de irse.

**Después** Quién bajó a la mitad respecto a su propio mes anterior.

## minutes_used, minutes_total, tenure

**Responde** ¿Cuántos minutos pasan los clientes con el producto, y cuánto tiempo llevan siendo clientes?

El tiempo dentro del producto es atención, no satisfacción: una hora puede ser disfrute o pelea. El tiempo como
cliente es historia: los veteranos se van menos. No llames a ambos "tiempo de uso".

**Trampa** Premiar minutos donde lo bueno es acabar pronto.

**Después** Minutos por tarea terminada; abandono por antigüedad.

## participation_rate, participations

**Responde** ¿Quién participa en lo que ofrecemos además del producto?

Quien acude a un webinar o responde en la comunidad ha puesto algo de sí.

**Trampa** Causa y efecto: participa quien ya está implicado; invitar a un tibio no lo vuelve fiel.

**Después** Los clientes valiosos que nunca participaron, y si quien participa se va menos con la misma antigüedad.

"""###
    ),
    (
      "es/health.md",
###"""
## health, health_coverage, health_red, revenue_red

**Responde** ¿Qué clientes están bien y cuáles nos necesitan ahora?

Un médico mira pulso, temperatura e historial antes de decir "te veo cansado". La puntuación de salud hace eso con los
clientes: varias señales, cada una llevada a 0–100, pesadas según importancia, y las que faltan se dejan fuera en vez
de inventarlas. Es una lista de a quién atender, no una sentencia.

**Trampa** Diez factores porque hay datos, y todos dicen lo mismo; o una cuenta en verde que se va porque nadie habló
con quien paga.

**Después** Quién cambió de color desde el mes pasado y qué factor tiró de él.

"""###
    ),
  ]
}
