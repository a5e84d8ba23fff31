package import Columns
/// The headers under which a role is found in the exports of one or several kinds of tables.
struct RoleEntry: Sendable {
  let role: String
  /// For each kind that has the role: how much the role shows that a table is of that kind, 0 (not at all) to 3.
  let kinds: [String: Int]
  let content: RoleContent
  /// Best first: a name of an earlier line wins, two columns of the same line are asked about.
  ///
  /// `@created` stands for `created_at`, `created_date`, `date_created` and the like; `…recommend…` for a header
  /// that has the word among others; `~score` for a name too common to show the kind of a table.
  let names: [[String]]

  init(_ role: String, in kinds: [String: Int], _ content: RoleContent, _ names: [[String]]) {
    self.role = role
    self.kinds = kinds
    self.content = content
    self.names = names
  }
}

/// What a column must hold to play a role.
enum RoleContent: Sendable, Hashable {
  /// Dates or times.
  case moment
  case number
  /// Whole numbers from 0 up.
  case count
  /// A length of time: a duration, or a number of minutes.
  case minutes
  /// Whole numbers on the scale of that question.
  case score(ScoreQuestion)
  /// Yes and no, in any spelling.
  case flag
  /// One of a few words.
  case category
  /// What people wrote.
  case comment
  /// Ids, numbers or e-mail addresses.
  case key
}

/// How much of a column must be seen before it may play a role, least first.
package enum RoleEvidence: Int, Comparable, Sendable {
  /// The first rows: what people wrote is text.
  case sample
  /// Whether any of its cells repeats.
  case repetition
  /// Every cell: one date that is none, or one score of 11, may change what the column is.
  case whole

  package static func < (left: RoleEvidence, right: RoleEvidence) -> Bool { left.rawValue < right.rawValue }
}

package func roleEvidence(_ role: String) -> RoleEvidence {
  switch roleDictionary.first(where: { $0.role == role })?.content {
  case .comment: .sample
  case .key: .repetition
  case .category, .moment, .number, .count, .minutes, .score, .flag, nil: .whole
  }
}

/// The type that a role's column has when it holds anything; nil where several will do.
package func expectedType(ofRole role: String) -> DataType? {
  switch roleDictionary.first(where: { $0.role == role })?.content {
  case .moment: .time
  case .number, .count, .score: .number
  case .minutes, .flag, .category, .comment, .key, nil: nil
  }
}

/// The dictionary: English, Spanish and some French names, after normalising (`HeaderName`).
let roleDictionary: [RoleEntry] = [

  // Surveys

  RoleEntry(
    "responded_at", in: ["responses": 3], .moment,
    [
      [
        "@responded", "@response", "@submitted", "@submit", "@submission", "@answered", "@answer",
        "@response_received",
        "fecha_respuesta", "respondido_el", "fecha_contestacion", "date_reponse",
      ],
      ["~@ended", "~@end", "~@completed", "~@completion", "~fecha_fin"],
      ["@recorded"],
      ["@survey", "@review", "@feedback", "fecha_encuesta"],
      ["~@created", "~@create", "~@creation", "~fecha_creacion"],
      // Typeform's Spanish name of the day on which an answer was submitted.
      ["~fecha_envio"],
      ["~date", "~timestamp", "~datetime", "~fecha"],
      ["~@modified"],
      ["~@started", "~@start", "~fecha_inicio"],
    ]),
  RoleEntry(
    "sent_at", in: ["invitations": 3], .moment,
    [
      [
        "@sent", "@request_sent", "@survey_sent", "@invited", "@invitation", "@distribution", "@distributed",
        "fecha_envio", "enviado_el", "fecha_invitacion",
      ],
      ["@last_sent"],
    ]),
  RoleEntry(
    "responded_at", in: ["invitations": 1], .moment,
    [
      [
        "@responded", "@response", "@submitted", "@submit", "@answered", "@response_received",
        "fecha_respuesta",
        "respondido_el", "date_reponse",
      ],
      ["@last_responded", "~@completed"],
    ]),
  RoleEntry("bounced", in: ["invitations": 3], .flag, [["bounced", "is_bounced", "bounce", "rebotado"]]),
  RoleEntry(
    "complete", in: ["invitations": 2], .flag,
    [["complete", "completed", "is_complete", "finished", "completa", "completada", "finalizada"]]),
  RoleEntry(
    "nps", in: ["responses": 3], .score(.recommendation),
    [
      [
        "nps", "nps_score", "net_promoter_score", "likelihood_to_recommend", "recomendacion",
        "probabilidad_de_recomendar", "recommandation",
      ],
      ["…recommend…", "…recomendar…", "…recomendaria…", "…recomendarias…", "…recommander…"],
      ["…nps…"],
      ["~score", "~hs_value"],
      ["~overall_rating", "~overall_score"],
      ["~rating"],
    ]),
  RoleEntry(
    "csat", in: ["responses": 3, "tickets": 1, "accounts": 1], .score(.satisfaction),
    [
      [
        "csat", "csat_score", "css", "satisfaction", "customer_satisfaction", "satisfaction_score",
        "satisfaction_rating", "conversation_rating", "satisfaccion", "satisfaccion_cliente",
      ],
      ["…how_satisfied…", "…satisfied…", "…satisfecho…", "…satisfecha…"],
      ["…satisfaction…", "…satisfaccion…"],
      ["star_rating", "stars", "~review_score", "valoracion", "puntuacion"],
      ["~rating", "~score", "~nota", "~overall_rating"],
    ]),
  RoleEntry(
    "ces", in: ["responses": 3], .score(.effort),
    [
      [
        "ces", "ces_score", "customer_effort_score", "customer_effort", "effort_score", "effort", "ease",
        "esfuerzo",
        "facilidad",
      ],
      ["…made_it_easy…", "…how_easy…", "…easy…", "…facil…"],
    ]),
  RoleEntry(
    "comment", in: ["responses": 1], .comment,
    [
      [
        "comment", "comments", "remark", "remarks", "feedback", "verbatim", "review_text", "comentario",
        "comentarios",
        "observaciones", "motivo_texto", "commentaire", "commentaires",
      ],
      ["content", "review", "review_comment_message", "open_ended_response", "narrative", "explication"],
      ["…why…", "…comments…", "…comment…", "…open_ended…", "…narrative…", "…comentarios…", "…por_que…"],
    ]),
  RoleEntry(
    "sentiment", in: ["responses": 2], .category, [["sentiment", "comment_sentiment", "sentimiento"]]),

  // Service and support

  RoleEntry(
    "created_at", in: ["tickets": 2], .moment,
    [
      [
        "~@created", "~@create", "~@creation", "@opened", "~fecha_creacion", "~creado_el", "fecha_apertura",
        "fecha_alta_ticket",
      ],
      ["@received", "@reported", "@request", "@requested"],
      ["~@started", "@call"],
      ["~date", "~fecha", "~datetime"],
    ]),
  RoleEntry(
    "first_reply_at", in: ["tickets": 3], .moment,
    [
      [
        "@first_reply", "@first_response", "@first_replied", "@first_responded",
        "@first_agent_email_response",
        "primera_respuesta", "fecha_primera_respuesta",
      ]
    ]),
  RoleEntry(
    "solved_at", in: ["tickets": 3], .moment,
    [
      ["@solved", "@resolved", "@resolution", "fecha_resolucion", "resuelto_el"],
      ["@closed", "@close", "@closure", "@closing", "fecha_cierre", "cerrado_el"],
      ["@last_close", "@last_closed"],
    ]),
  RoleEntry(
    "due_at", in: ["tickets": 0], .moment,
    [
      [
        "@due", "@sla_due", "@target", "@breach", "@deadline", "fecha_limite", "vencimiento",
        "fecha_vencimiento",
      ]
    ]),
  RoleEntry(
    "type", in: ["tickets": 2], .category,
    [
      ["~type", "ticket_type", "complaint_type", "case_type", "~tipo", "tipo_ticket"],
      ["~category", "ticket_category", "~categoria", "~topic"],
    ]),
  RoleEntry(
    "replies", in: ["tickets": 2], .count,
    [["replies", "agent_replies", "reply_count", "number_of_replies", "respuestas"]]),
  RoleEntry(
    "reopens", in: ["tickets": 3], .count,
    [["reopens", "reopen_count", "reopened_count", "times_reopened", "number_of_reopens", "reaperturas"]]),
  RoleEntry(
    "talk", in: ["tickets": 3], .minutes,
    [["talk", "talk_time", "talk_duration", "avg_talk_duration", "avg_talk_time", "tiempo_conversacion"]]),
  RoleEntry(
    "hold", in: ["tickets": 2], .minutes, [["hold", "hold_time", "hold_duration", "tiempo_retencion"]]),
  RoleEntry(
    "wrap", in: ["tickets": 2], .minutes,
    [
      [
        "wrap", "wrap_time", "wrap_up", "wrap_up_time", "acw", "acw_time", "after_call_work",
        "after_call_work_time",
      ]
    ]),

  // Orders

  RoleEntry(
    "ordered_at", in: ["orders": 3], .moment,
    [
      [
        "@ordered", "@order", "@purchase", "@purchased", "@invoice", "@transaction", "@sale", "fecha_pedido",
        "fecha_compra", "fecha_factura", "fecha_venta", "date_commande", "date_facture",
      ],
      ["~@created", "~@create", "~@creation", "~fecha_creacion"],
      ["@processed"],
      ["@paid", "@payment", "fecha_pago"],
      ["~date", "~fecha", "~datetime", "~timestamp"],
    ]),
  RoleEntry(
    "cancelled_at", in: ["orders": 2], .moment,
    [["@cancelled", "@canceled", "@cancel", "@cancellation", "fecha_cancelacion", "fecha_anulacion"]]),
  RoleEntry(
    "returned_at", in: ["orders": 3], .moment,
    [["@returned", "@return", "fecha_devolucion"], ["@refunded", "@refund", "fecha_reembolso"]]),
  RoleEntry(
    "amount", in: ["orders": 2], .number,
    [
      ["subtotal", "order_subtotal", "net_sales", "net_amount", "base_imponible"],
      [
        "~amount", "~total", "order_total", "order_amount", "order_value", "total_amount", "total_price",
        "grand_total",
        "~sales", "~revenue", "dollar_value", "~importe", "importe_total", "~ingresos", "~ventas", "~montant",
      ],
      ["~price", "~value", "~precio"],
    ]),
  RoleEntry(
    "returned_amount", in: ["orders": 3], .number,
    [
      [
        "returned_amount", "refunded_amount", "refund_amount", "amount_refunded", "refund", "refunds",
        "returns",
        "importe_devuelto", "reembolso",
      ]
    ]),
  RoleEntry(
    "quantity", in: ["orders": 1], .number,
    [["quantity", "qty", "lineitem_quantity", "units", "cantidad", "unidades", "quantite"]]),

  RoleEntry(
    "currency", in: ["orders": 0, "subscriptions": 0, "accounts": 0], .category,
    [
      [
        "currency", "currency_code", "order_currency", "moneda", "divisa", "codigo_moneda", "devise",
      ],
      ["presentment_currency", "shop_currency", "currency_iso_code"],
    ]),

  // Subscriptions

  RoleEntry(
    "started_at", in: ["subscriptions": 3], .moment,
    [
      ["~@started", "~@start", "@subscription_start", "@contract_start", "~fecha_inicio", "inicio_contrato"],
      ["@activated", "@activation", "@subscribed", "fecha_alta"],
      ["@signup", "@sign_up", "@signed_up", "@joined", "customer_since", "member_since", "cliente_desde"],
      ["~@created", "~@create"],
    ]),
  RoleEntry(
    "ended_at", in: ["subscriptions": 3], .moment,
    [
      [
        "@ended", "~@end", "@subscription_end", "@contract_end", "@cancellation_effective", "~fecha_fin",
        "fin_contrato", "fecha_baja",
      ],
      ["@churned", "@churn", "@terminated", "@termination", "fecha_abandono"],
      ["@expired"],
    ]),
  RoleEntry(
    "mrr", in: ["subscriptions": 3], .number,
    [
      [
        "mrr", "monthly_recurring_revenue", "monthly_amount", "monthly_revenue", "monthly_charges",
        "monthly_charge",
        "monthly_price", "monthly_fee", "cuota_mensual", "importe_mensual", "ingresos_recurrentes",
      ],
      ["plan_amount", "cuota"],
      ["~amount", "~importe"],
    ]),

  // Use of the product

  RoleEntry(
    "used_at", in: ["usage": 3], .moment,
    [
      [
        "@used", "@usage", "@event", "@occurred", "@session", "@session_start", "@session_started", "@login",
        "@activity", "fecha_uso", "fecha_evento", "fecha_sesion",
      ],
      ["~timestamp", "last_seen", "ultimo_acceso"],
      ["~date", "~fecha", "~datetime", "~@created", "~@started"],
    ]),
  RoleEntry(
    "minutes", in: ["usage": 2], .minutes,
    [
      ["minutes", "minutes_used", "session_minutes", "usage_minutes", "minutos"],
      ["session_duration", "~duration", "~duracion"],
    ]),
  RoleEntry(
    "kind", in: ["usage": 1], .category,
    [
      [
        "kind", "event_type", "event_name", "event", "action", "activity", "activity_type", "tipo_evento",
        "accion",
      ],
      ["~type", "~tipo"],
    ]),

  // Accounts

  RoleEntry(
    "tickets_90d", in: ["accounts": 3], .count,
    [["tickets_90d", "tickets_last_90_days", "contacts_90d", "contacts_last_90_days"]]),
  RoleEntry(
    "spend", in: ["accounts": 2], .number,
    [["spend", "total_spent", "total_spend", "annual_spend", "lifetime_spend", "gasto", "gasto_total"]]),
  RoleEntry(
    "propensity", in: ["accounts": 3], .number,
    [["propensity", "response_propensity", "likelihood_to_respond", "probabilidad_de_respuesta"]]),

  // Who, and which row

  RoleEntry(
    "customer",
    in: [
      "responses": 0, "invitations": 0, "tickets": 0, "orders": 0, "subscriptions": 0, "usage": 0,
      "accounts": 0,
    ], .key,
    [
      [
        "customer", "customer_id", "customer_oid", "customer_number", "customer_no", "customer_key",
        "cust_id",
        "client", "client_id", "cliente", "id_cliente", "cliente_id", "codigo_cliente", "numero_cliente",
        "id_client",
        "nif",
      ],
      [
        "account_id", "company_id", "user_id", "contact_id", "requester_id", "person_id", "person",
        "member_id",
        "subscriber_id", "author_id", "cuenta", "usuario", "id_usuario", "id_cuenta",
      ],
      [
        "email", "customer_email", "respondent_email", "email_address", "recipient_email", "requester_email",
        "user_email", "contact_email", "correo", "correo_electronico", "email_cliente",
      ],
      ["respondent_id"],
    ]),
  RoleEntry(
    "id", in: ["responses": 2], .key,
    [
      ["response_id", "answer_id", "review_id", "survey_response_id", "id_respuesta"], ["respondent_id"],
      ["~id"], ["~#", "~number", "~numero", "~unique_key"],
    ]),
  RoleEntry(
    "id", in: ["invitations": 2], .key,
    [["invitation_id", "invite_id", "id_invitacion"], ["request_id"], ["~id"]]),
  RoleEntry(
    "id", in: ["tickets": 2], .key,
    [
      [
        "ticket_id", "ticket_number", "ticket_no", "conversation_id", "case_id", "case_number", "call_id",
        "complaint_id", "incident_id", "id_ticket", "num_ticket", "numero_ticket", "folio",
      ],
      ["~id"], ["~#", "~number", "~numero", "~unique_key"],
    ]),
  RoleEntry(
    "id", in: ["orders": 2], .key,
    [
      [
        "order_id", "order_number", "order_no", "id_pedido", "num_pedido", "numero_pedido", "no_pedido",
        "pedido",
      ],
      [
        "invoice_no", "invoice_number", "invoice_id", "invoice", "factura", "num_factura", "numero_factura",
        "no_factura",
      ],
      ["transaction_id"], ["~name"], ["~id"], ["~#", "~number", "~numero", "~unique_key"],
    ]),
  RoleEntry(
    "id", in: ["subscriptions": 2], .key,
    [["subscription_id", "contract_id", "id_suscripcion", "id_contrato"], ["~id"]]),
  RoleEntry("id", in: ["usage": 2], .key, [["event_id", "session_id"], ["~id"]]),
  RoleEntry(
    "status", in: ["tickets": 0, "orders": 0, "subscriptions": 0], .category,
    [
      ["status", "estado"],
      ["ticket_status", "order_status", "subscription_status", "financial_status", "conversation_state"],
    ]),
]

/// The roles that are looked for where nothing shows the kind of a table; others only by their own name.
let kindlessRoles: Set<String> = ["customer", "nps", "csat", "ces", "comment"]

/// Words that make a header speak of something else than the answer itself: `previous_nps`, `nps_group`.
let disclaimers: Set<String> = [
  "previous", "last", "target", "goal", "benchmark", "average", "avg", "mean", "group", "category", "count",
  "flag",
]

/// Words that may stand before a name without changing it: `conversation_first_response_at`.
let harmlessWords: Set<String> = [
  "conversation", "subscription", "ticket", "order", "survey", "contract", "case", "invoice", "session",
  "event",
  "review", "pedido", "encuesta", "suscripcion", "contrato",
]
