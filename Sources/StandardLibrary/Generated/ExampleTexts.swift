// swift-format-ignore-file
// Written by scripts/embed-library from the files in Sources/StandardLibrary/Examples; edit those instead.

extension StandardLibrary {
  static let exampleTexts: [(name: String, text: String)] = [
    (
      "responses",
###"""
id,customer,responded_at,nps,csat,ces,comment,sentiment
R1,C1,2024-01-05,10,5,7,Fast delivery,pos
R2,C2,2024-01-12,9,4,6,,
R3,C3,2024-01-20,6,2,2,Too expensive and slow support,neg
R4,C4,2024-01-28,8,4,5,,
R5,C1,2024-02-03,9,5,6,,
R6,C5,2024-02-10,3,1,1,Slow support,neg
R7,C6,2024-02-14,,3,5,Delivery came late,neg
R8,C7,2024-02-25,7,4,5,Good price,pos
R9,C2,2024-03-08,10,5,7,,
R10,C8,2024-03-19,0,2,3,Broken on arrival,neg

"""###
    ),
    (
      "invitations",
###"""
id,customer,sent_at,bounced,responded_at,complete
I1,C1,2024-01-02,false,2024-01-05,true
I2,C2,2024-01-10,false,2024-01-12,true
I3,C3,2024-01-18,false,2024-01-20,true
I4,C4,2024-01-25,false,2024-01-28,true
I5,C9,2024-01-30,false,,
I6,C5,2024-02-08,false,2024-02-10,true
I7,C6,2024-02-12,false,2024-02-14,false
I8,C10,2024-02-20,true,,
I9,C9,2024-03-10,false,,
I10,C11,2024-03-30,false,,

"""###
    ),
    (
      "tickets",
###"""
id,customer,type,created_at,first_reply_at,solved_at,replies,reopens,talk,hold,wrap
T1,C1,question,2024-01-02 09:00,2024-01-02 09:30,2024-01-02 11:00,1,0,4,1,2
T2,C2,complaint,2024-01-10 10:00,2024-01-10 14:00,2024-01-11 10:00,3,0,10,2,3
T3,C3,complaint,2024-01-20 08:00,2024-01-21 08:00,2024-01-23 08:00,5,2,20,5,5
T4,C1,question,2024-01-31 22:00,2024-01-31 23:00,2024-02-01 02:00,1,0,3,0,1
T5,C4,question,2024-02-05 09:00,2024-02-05 10:00,2024-02-05 15:00,1,0,5,0,1
T6,C4,question,2024-02-08 09:00,2024-02-08 09:15,2024-02-08 12:00,1,0,3,1,1
T7,C5,complaint,2024-02-20 12:00,2024-02-20 18:00,2024-02-22 12:00,2,1,12,3,5
T8,C6,question,2024-03-10 10:00,2024-03-10 10:20,2024-03-10 20:00,1,0,6,0,2
T9,C2,complaint,2024-03-25 09:00,2024-03-25 11:00,,2,0,8,2,
T10,C7,question,2024-03-31 18:00,,,0,0,,,

"""###
    ),
    (
      "orders",
###"""
id,customer,ordered_at,amount,cancelled_at,returned_at,returned_amount
O1,C1,2024-01-03,100,,,
O2,C2,2024-01-10,50,,2024-02-05,50
O3,C3,2024-01-15,80,2024-01-16,,
O4,C1,2024-01-28,40,,,
O5,C4,2024-02-02,120,,2024-02-20,30
O6,C5,2024-02-14,60,,,
O7,C1,2024-02-20,70,,,
O8,C2,2024-03-01,90,,,
O9,C6,2024-03-12,200,2024-03-13,,
O10,C5,2024-03-28,30,,,

"""###
    ),
    (
      "subscriptions",
###"""
id,customer,started_at,ended_at,mrr
S1,A,2023-06-01,2024-02-10,100
S2,A,2024-02-10,,150
S3,B,2023-09-15,2024-01-20,50
S4,C,2023-11-01,,80
S5,D,2023-12-01,2024-02-15,200
S6,D,2024-02-15,,120
S7,E,2024-01-10,2024-01-25,30
S8,F,2024-01-15,,60
S9,B,2024-03-05,,50
S10,G,2024-02-20,2024-03-18,40

"""###
    ),
    (
      "usage",
###"""
customer,used_at,minutes,kind
A,2024-03-05,20,use
A,2024-03-06,30,use
A,2024-03-12,10,webinar
A,2024-03-20,40,use
C,2024-03-07,15,use
C,2024-03-28,5,community
D,2024-03-15,60,use
D,2024-03-15,20,use
F,2024-02-10,30,webinar
F,2024-03-31,25,use

"""###
    ),
    (
      "accounts",
###"""
customer,csat,tickets_90d,spend,propensity
A,5,1,150,0.70
B,,4,50,0.40
C,4,0,80,
D,2,5,120,0.60
F,4,1,60,0.80

"""###
    ),
  ]
}
