extension StandardLibrary {
  /// The titles, remarks and traps of the shipped definitions in Spanish, in the order of the definitions.
  static let spanish: [String: Translation] = [
    // What customers say
    "nps": Translation(
      title: "Net Promoter Score",
      note: "El saldo de voces: quienes nos recomendarían (9 y 10) menos quienes avisarían a otros (0 a 6).",
      trap:
        "No promedies las notas de meses o tiendas, junta las respuestas; con cuarenta respuestas no se puede ver un cambio de ocho puntos."
    ),
    "nps_latest": Translation(
      title: "NPS con la última respuesta de cada cliente en el periodo",
      note: "Una voz por cliente: solo cuenta la última respuesta del periodo.",
      trap: "No se suma: la última respuesta de un trimestre puede no ser la de dos de sus meses."),
    "csat": Translation(
      title: "Satisfacción del cliente (parte de 4 y 5)",
      note: "La parte de las notas en el lado contento de la escala, justo después de que algo ocurra.",
      trap:
        "Un 3 sobre 5 cuenta aquí como no satisfecho y en otros sitios como medio aprobado: compara solo la misma escala y el mismo corte."
    ),
    "csat_mean": Translation(
      title: "Satisfacción media, de 1 a 5",
      note: "La nota media: se mueve con cada respuesta, también con las que no cambian de lado.",
      trap: "No compares una media con un porcentaje de satisfechos, ni medias de escalas distintas."),
    "ces": Translation(
      title: "Facilidad: parte que cree que se lo pusimos fácil",
      note: "Cuántos están al menos algo de acuerdo en que se lo pusimos fácil.",
      trap:
        "La primera versión de esta pregunta medía el esfuerzo, donde bajo es bueno: mezclada con esta, el gráfico queda del revés."
    ),
    "ces_net": Translation(
      title: "Facilidad neta",
      note: "Fácil (6 y 7) menos difícil (1 a 3).",
      trap: "Solo para la escala de 1 a 7 redactada como acuerdo."),
    "response_rate": Translation(
      title: "Tasa de respuesta de la encuesta",
      note:
        "De las invitaciones que llegaron y tuvieron tiempo de ser respondidas, la parte que volvió completa.",
      trap:
        "Las invitaciones más recientes no entran hasta que vence su espera; con ellas la tasa siempre parece caer."
    ),
    "response_rate_any": Translation(
      title: "Tasa de respuesta contando las parciales",
      note: "Como la tasa de respuesta, pero también cuenta una respuesta a medias.",
      trap: "Di cuál de las dos se informa: la diferencia entre ambas es culpa del propio cuestionario."),
    "response_likelihood": Translation(
      title: "Probabilidad de responder, por cliente",
      note:
        "Cómo de probable es que un cliente responda: su propia historia, acercada a la tasa general como si hubieran salido cuatro invitaciones más.",
      trap: "Una respuesta de una no es certeza: por eso opina también la tasa general."),
    "comment_rate": Translation(
      title: "Respuestas con comentario",
      note: "Cuántos de los que respondieron escribieron además algo.",
      trap:
        "Escriben más quienes están en los extremos: los comentarios no son una muestra justa de opiniones."),
    "theme_share": Translation(
      title: "Comentarios que mencionan el tema (soporte)",
      note: "La parte de los comentarios en que aparecen las palabras de un tema.",
      trap: "Palabras no son opiniones: «ningún problema con soporte» también cuenta. Lee algunos."),
    "net_sentiment": Translation(
      title: "Sentimiento neto de los comentarios",
      note: "Comentarios amables menos comentarios desagradables, en puntos.",
      trap: "Depende de quién o qué juzgó los comentarios; un juez nuevo empieza una serie nueva."),
    "theme_effect": Translation(
      title: "NPS de quienes mencionan el tema menos NPS del resto",
      note: "Cuánto más bajo o más alto es el NPS entre quienes mencionan un tema.",
      trap: "Muestra de qué hablan los descontentos, no qué los hizo descontentos."),
    // Service and support
    "contacts": Translation(
      title: "Tickets creados",
      note: "Cuántas veces tuvieron los clientes que acudir a nosotros.",
      trap: "Crece con el número de clientes: ponlo en relación con los pedidos o con los clientes activos."),
    "complaints": Translation(
      title: "Quejas",
      note: "Tickets de tipo queja, por el día en que se crearon.",
      trap: "Menos quejas pueden ser clientes más contentos o un formulario más difícil de encontrar."),
    "contacts_90": Translation(
      title: "Contactos de los últimos 90 días",
      note: "Tickets de los 90 días anteriores al final del periodo; para un cliente, un factor de su salud.",
      trap: "El silencio puede ser contento o despedida: pocos contactos no prueban salud."),
    "orders_placed": Translation(
      title: "Pedidos hechos",
      note: "Todos los pedidos por el día del pedido, también los que se cancelaron después.",
      trap: "Con una fila por artículo cuenta artículos: carga con `per` y el número de pedido."),
    "complaint_rate": Translation(
      title: "Quejas por 100 pedidos",
      note: "Las quejas frente al negocio que pudo causarlas.",
      trap: "Una queja puede ser de un pedido del mes anterior; lee con cautela los periodos cortos."),
    "complaint_share": Translation(
      title: "Parte de los tickets que son quejas",
      note: "Qué parte de los contactos es una queja.",
      trap: "También baja cuando aumentan las demás preguntas."),
    "first_response": Translation(
      title: "Tiempo de primera respuesta, mediana en horas",
      note: "Cuánto esperó la primera palabra el cliente de en medio.",
      trap:
        "Los tickets sin respuesta no están: mira el cumplimiento a su lado. Un acuse automático no es respuesta."
    ),
    "first_response_p90": Translation(
      title: "Tiempo de primera respuesta, percentil 90",
      note: "Nueve de cada diez clientes no esperaron más que esto.",
      trap: "Con pocos tickets, la cola lenta es uno solo."),
    "resolution_time": Translation(
      title: "Tiempo de resolución, mediana en horas",
      note: "De la pregunta a la solución, el caso de en medio.",
      trap:
        "Faltan los tickets abiertos, así que puede mejorar mientras el trabajo se acumula; cerrar pronto lo mejora aún más."
    ),
    "resolution_p90": Translation(
      title: "Tiempo de resolución, percentil 90",
      note: "Nueve de cada diez tickets resueltos no tardaron más que esto.",
      trap: "Con pocos tickets, la cola lenta es uno solo."),
    "resolution_censored": Translation(
      title: "Tiempo de resolución con los abiertos (mediana de Kaplan–Meier)",
      note:
        "El tiempo en que la mitad de todos los tickets está resuelta, contando la espera de los abiertos.",
      trap: "No existe tal tiempo mientras se haya resuelto menos de la mitad."),
    "fcr": Translation(
      title: "Resolución en el primer contacto (sin repetición en 7 días)",
      note: "Resuelto con una respuesta, y el cliente no volvió dentro de la ventana.",
      trap:
        "La cifra de una herramienta y la de una encuesta difieren diez o veinte puntos sobre el mismo trabajo."
    ),
    "one_touch": Translation(
      title: "Resolución con un solo toque",
      note: "Tickets resueltos con una respuesta como mucho y sin reabrir.",
      trap: "Un ticket nuevo sobre el mismo problema no se nota."),
    "aht": Translation(
      title: "Tiempo medio de atención, en minutos",
      note: "Hablar, esperar y anotar, dividido entre los contactos: cuánta gente necesita el trabajo.",
      trap: "Quien premia llamadas cortas compra segundas llamadas."),
    "sla": Translation(
      title: "Primera respuesta en 4 horas",
      note: "Cuántas promesas de primera respuesta se cumplieron, contadas el día en que vencían.",
      trap:
        "Solo entre los tickets contestados, la cifra adula: un ticket sin respuesta faltó a su promesa."
    ),
    "backlog": Translation(
      title: "Tickets abiertos al final del periodo",
      note: "Lo que queda sobre la mesa a la hora de cerrar.",
      trap: "Los pendientes de varios meses no se suman; su tamaño no dice nada del más antiguo."),
    "backlog_age": Translation(
      title: "Edad mediana de los tickets abiertos, en horas",
      note: "Cuánto llevan esperando los tickets abiertos, el de en medio.",
      trap: "Muchos tickets nuevos hacen parecer joven lo pendiente."),
    "reopen_rate": Translation(
      title: "Tickets reabiertos",
      note: "Con qué frecuencia «resuelto» no lo estaba.",
      trap: "Un «gracias» que reabre solo un ticket no es una reapertura: fíltralos."),
    // Orders
    "cancellation_rate": Translation(
      title: "Pedidos cancelados",
      note: "De los pedidos hechos en el periodo, la parte que se anuló.",
      trap:
        "Tus propias cancelaciones (sin existencias) y las de los clientes piden remedios opuestos: sepáralas por quién cancela."
    ),
    "cancelled_value": Translation(
      title: "Parte cancelada del valor de los pedidos",
      note: "Lo mismo en dinero: si supera la tasa, se cancelan los pedidos caros.",
      trap: "Un solo pedido grande puede decidirlo."),
    "return_rate": Translation(
      title: "Pedidos devueltos en 30 días, por mes del pedido",
      note:
        "De los pedidos no cancelados cuya ventana de devolución acabó, la parte que volvió dentro de ella.",
      trap: "Las devoluciones de los pedidos más nuevos aún no han llegado; este mes siempre parecería bueno."
    ),
    "returns_processed": Translation(
      title: "Devoluciones recibidas",
      note: "Devoluciones por el día en que volvieron.",
      trap:
        "Son de pedidos de meses anteriores: sirve para planificar el trabajo, no para juzgar productos."
    ),
    "orders_kept": Translation(
      title: "Pedidos no cancelados",
      note: "Pedidos que no se cancelaron.",
      trap: "Los más nuevos aún pueden anularse."),
    "return_rate_booked": Translation(
      title: "Devoluciones recibidas / pedidos hechos (vista contable)",
      note:
        "Las devoluciones que llegaron en el periodo frente a sus pedidos, como lo cuentan los informes de tienda.",
      trap:
        "Devoluciones y pedidos son de meses distintos: tras un pico de ventas salta sin que cambie la calidad."
    ),
    "return_value": Translation(
      title: "Parte del valor devuelta, por mes del pedido",
      note: "La parte del dinero que volvió, de pedidos cuya ventana acabó.",
      trap: "Los reembolsos con gastos o cortesías pueden superar la mercancía."),
    "purchase_frequency": Translation(
      title: "Pedidos por comprador",
      note: "Cuántas veces compró en el periodo quien compró en él.",
      trap:
        "Depende de lo largo que sea el periodo: 2 en un trimestre no son 8 en un año. Los invitados sin identificar no están."
    ),
    "repeat_rate": Translation(
      title: "Segundo pedido en 90 días, por mes del primero",
      note: "A cada comprador nuevo se le da el mismo número de días; ¿cuántos volvieron en ellos?",
      trap: "La «parte de clientes con dos pedidos» de toda la historia solo puede subir; esta puede bajar."),
    "repeat_rate_period": Translation(
      title: "Compradores con dos o más pedidos en el periodo",
      note: "De los compradores del periodo, los que compraron más de una vez en él.",
      trap: "Crece con la duración del periodo: compara solo duraciones iguales."),
    "returning_rate": Translation(
      title: "Compradores del periodo que ya habían comprado antes",
      note: "Cuánta de la clientela del periodo es ya conocida.",
      trap: "Sube cuando no viene nadie nuevo, y los primeros periodos de un fichero no conocen a nadie."),
    "aov": Translation(
      title: "Valor medio del pedido",
      note: "El dinero de los pedidos no cancelados dividido entre su número, antes de reembolsos.",
      trap:
        "Un valor más alto puede venir de perder clientes pequeños; no promedies las medias de las tiendas."),
    "aov_net": Translation(
      title: "Valor medio del pedido tras reembolsos",
      note: "Lo que un pedido dejó de verdad.",
      trap: "Los reembolsos de los pedidos más nuevos están por venir."),
    "time_to_second": Translation(
      title: "Días hasta el segundo pedido (mediana censurada)",
      note:
        "Un cronómetro por comprador nuevo que corre hasta el segundo pedido; la mitad ha vuelto a este tiempo.",
      trap: "La media simple de los que volvieron solo oye a los rápidos."),
    "gap_days": Translation(
      title: "Mediana de días entre pedidos seguidos de un cliente",
      note: "El ritmo habitual de quienes vuelven a comprar.",
      trap: "Quien nunca volvió no tiene intervalo y no está."),
    "rfm_best": Translation(
      title: "Parte de clientes en la mitad alta de R, F y M (k = 2)",
      note: "Clientes recientes, frecuentes y valiosos a la vez, cada uno frente a la mitad de todos.",
      trap: "Los puestos son relativos: en una tienda que encoge siempre hay alguien en la mitad alta."),
    "rfm_at_risk": Translation(
      title: "Parte que se escapa: valiosos pero no recientes",
      note: "Buenos clientes a los que hace tiempo que no se ve.",
      trap: "Los compradores de temporada parecen perdidos cada temporada baja."),
    // Customers over time
    "active_customers": Translation(
      title: "Clientes activos al final del periodo",
      note: "Clientes con una suscripción en curso justo antes del final del periodo.",
      trap: "Un estado no se suma por meses: un año muestra su último día."),
    "active_buyers": Translation(
      title: "Clientes que pidieron en los últimos 90 días",
      note: "Donde nadie firma contrato, un cliente cuenta como activo un tiempo después de cada pedido.",
      trap: "La ventana lo decide todo: elígela según los intervalos entre pedidos y no la cambies."),
    "churn_rate": Translation(
      title: "Abandono de clientes",
      note: "De los clientes del inicio del periodo, la parte que ya no está al final.",
      trap: "Doce tasas mensuales no suman la anual, y los recién llegados no están en ningún lado."),
    "churn_events": Translation(
      title: "Clientes de la base inicial con una baja en el periodo",
      note: "Cuenta también a quienes se fueron y volvieron dentro del periodo.",
      trap: "En un periodo largo queda por encima del abandono, y de 100 menos la retención."),
    "churn_stripe": Translation(
      title: "Abandono con los nuevos en ambos lados",
      note:
        "La lectura de un servicio de pagos: todos los que estuvieron en algún momento y todos los que se fueron.",
      trap: "Baja en los meses con muchos nuevos sin que nadie se quede más tiempo."),
    "joined_and_left": Translation(
      title: "Clientes que entraron y se fueron en el periodo",
      note: "Los que el abandono y la retención no pueden ver, porque no estaban en ninguna base.",
      trap: "Cuanto más largo el periodo, más hay."),
    "retention_rate": Translation(
      title: "Retención de clientes",
      note: "De los clientes del inicio del periodo, la parte que sigue al final: 100 menos el abandono.",
      trap:
        "Los nuevos no deben tapar los huecos: clientes del final entre clientes del inicio no es retención."),
    "cohort_retention": Translation(
      title: "Parte de la cohorte del primer pedido que vuelve a pedir a la edad k",
      note: "Clientes por el mes de su primer pedido, y cuántos de ellos piden en cada mes posterior.",
      trap:
        "Una edad que no todos han vivido aún no tiene valor; lee hacia abajo una columna, no solo a lo largo de una fila."
    ),
    "cohort_unbounded": Translation(
      title: "Parte de la cohorte que pide a la edad k o después",
      note: "Quién volvió a esa edad o en cualquier momento posterior.",
      trap: "Las últimas edades salen bajas: sus clientes aún tienen tiempo de volver."),
    "survival_90": Translation(
      title: "Parte que sigue siendo cliente a los 90 días",
      note: "Lee la curva de supervivencia en el día 90, contando a los que siguen por el tiempo que llevan.",
      trap: "Un fichero que solo tiene los clientes de hoy no tiene bajas y muestra 100."),
    "lifetime": Translation(
      title: "Vida mediana del cliente en días (censurada)",
      note: "A estos días se ha ido la mitad de los clientes, contando como en curso a los presentes.",
      trap: "La media de los que se fueron es mucho más corta: solo conoce a los que se van."),
    "time_to_churn": Translation(
      title: "Mediana de días de la entrada a la baja, bajas del periodo",
      note: "Cuánto tiempo llevaban los que se fueron.",
      trap:
        "No es la vida del cliente: quien se queda no está, así que una ola de bajas antiguas la hace subir."),
    // Revenue and value
    "mrr": Translation(
      title: "Ingresos recurrentes mensuales al final del periodo",
      note: "Lo que todas las suscripciones en curso dejan al mes, justo antes del final del periodo.",
      trap: "Los contratos anuales entran con un doceavo y los pagos únicos no entran; los meses no se suman."
    ),
    "arr": Translation(
      title: "Ingresos recurrentes anuales",
      note: "Doce veces la cifra mensual.",
      trap: "No es una previsión: supone que nadie se va y nadie llega."),
    "arpu": Translation(
      title: "Ingreso recurrente por cliente activo",
      note: "Lo que un cliente deja al mes de media.",
      trap: "Sube cuando se van clientes pequeños."),
    "nrr": Translation(
      title: "Retención neta de ingresos",
      note:
        "Lo que los clientes del inicio dejan al final por cada cien de entonces: pérdidas, recortes y expansión en una cifra.",
      trap:
        "Unos pocos clientes que crecen pueden tapar a muchos que se van: lee la retención bruta a su lado."),
    "grr": Translation(
      title: "Retención bruta de ingresos",
      note: "Los ingresos del inicio que se conservan, sin expansión; nunca más de 100.",
      trap: "El tope es por cliente: ponerlo a la suma dejaría que el crecimiento tapase las pérdidas."),
    "revenue_churn": Translation(
      title: "Abandono bruto de ingresos",
      note: "Los ingresos del inicio que se perdieron o recortaron.",
      trap: "Si supera el abandono de clientes, se van los grandes."),
    "net_revenue_churn": Translation(
      title: "Abandono neto de ingresos",
      note: "Pérdidas menos expansión; por debajo de cero la base crece sola.",
      trap: "Una buena cifra neta puede ocultar una mala bruta."),
    "expansion_rate": Translation(
      title: "Expansión de la base inicial",
      note: "Cuánto más pagan ahora los clientes que ya estaban: mejoras y compras adicionales.",
      trap: "Una subida de precios parece expansión."),
    "contraction_rate": Translation(
      title: "Contracción de la base inicial (sin bajas)",
      note: "Cuánto menos pagan ahora los clientes que se quedaron.",
      trap: "A menudo es el paso antes de irse."),
    "mrr_growth": Translation(
      title: "Crecimiento de los ingresos recurrentes frente al periodo anterior",
      note: "El cambio de los ingresos recurrentes de un periodo al siguiente, con los clientes nuevos.",
      trap: "El crecimiento se puede comprar: mira qué hacen los clientes antiguos."),
    "clv_to_date": Translation(
      title: "Ingreso neto por cliente hasta ahora",
      note: "Lo que los clientes han dejado hasta hoy, sin prever nada.",
      trap: "Los clientes jóvenes lo bajan: compara clientes de la misma edad."),
    "clv_cohort": Translation(
      title: "Ingreso acumulado por cliente captado, por edad",
      note: "Cómo crece mes a mes el valor de un cliente captado.",
      trap:
        "Es ingreso, no margen: resta el coste de la mercancía antes de compararlo con el coste de captar."),
    "clv_simple": Translation(
      title: "Valor del pedido × frecuencia anual × 2 años supuestos (trimestre × 4)",
      note: "Pedido medio por pedidos al año por los años que se supone que se queda un cliente.",
      trap:
        "Los años son una suposición y todo cuelga de ellos. `periods` es cuántos periodos hacen un año: 4 con trimestres."
    ),
    "clv_subscription": Translation(
      title: "Ingreso por cliente × 80 % de margen / abandono medio de tres meses",
      note: "Lo que dejará un suscriptor si el abandono sigue como está.",
      trap: "Con poco abandono se dispara y sin ninguno no hay valor; un mes tranquilo casi lo duplica."),
    // Use of the product
    "active_days": Translation(
      title: "Días activos en los últimos 28, por usuario",
      note:
        "En cuántos de los últimos 28 días usaron el producto quienes lo usaron; para un cliente, sus días.",
      trap: "Quien no lo usó nada no está: mira usage_frequency."),
    "active_day_total": Translation(
      title: "Días-cliente con uso, últimos 28 días",
      note: "Los días activos de todos los clientes juntos.",
      trap: "Diez sesiones en una tarde son un día."),
    "users_28": Translation(
      title: "Clientes con algún uso en los últimos 28 días",
      note: "Clientes vistos al menos una vez en cuatro semanas.",
      trap: "Entrar aún no es usar: filtra la acción que importa."),
    "usage_frequency": Translation(
      title: "Días activos por cliente activo, últimos 28 días",
      note: "Días con uso por cliente que pudo usarlo, incluidos los callados.",
      trap:
        "Los usuarios por sí solos se ven bien: los clientes callados son los que están a punto de irse."
    ),
    "stickiness": Translation(
      title: "Usuarios diarios medios / usuarios de 28 días",
      note: "La parte de los usuarios del mes que está en un día cualquiera.",
      trap:
        "Usuarios diarios y mensuales promedian algo que no describe a ninguno; solo para productos de uso diario."
    ),
    "minutes_total": Translation(
      title: "Minutos de uso, últimos 28 días",
      note: "Todos los minutos de uso de cuatro semanas.",
      trap: "Las pestañas olvidadas cuentan como uso: corta las sesiones demasiado largas."),
    "minutes_used": Translation(
      title: "Minutos por cliente activo, últimos 28 días",
      note: "El tiempo que un cliente pasa con el producto.",
      trap: "Tiempo es atención, no satisfacción: una hora puede ser gusto o pelea."),
    "tenure": Translation(
      title: "Días medios desde la entrada, clientes activos",
      note: "Cuánto tiempo llevan siendo clientes los actuales.",
      trap: "Sube cuando no entra nadie nuevo."),
    "participations": Translation(
      title: "Participaciones de los últimos 90 días",
      note: "Webinars, mensajes y reseñas: lo que hicieron los clientes además de usar el producto.",
      trap: "La lista de tipos la eliges tú; una lista más larga no es más lealtad."),
    "participation_rate": Translation(
      title: "Clientes activos con al menos una participación",
      note: "La parte de los clientes activos que participó en algo en 90 días.",
      trap: "Participa la gente comprometida; invitar a un cliente tibio no lo hace leal."),
    // Health
    "health": Translation(
      title: "Puntuación de salud del cliente",
      note:
        "Uso, satisfacción, contactos (menos es mejor), gasto y disposición a responder, cada uno de 0 a 100 y ponderado; lo desconocido sale de ambos lados.",
      trap: "Los pesos son una opinión hasta que se vea que los clientes en rojo se van más que los verdes."),
    "recent_csat": Translation(
      title: "Satisfacción media de los últimos 12 meses",
      note: "La valoración media del último año; de un cliente, la suya.",
      trap: "Una respuesta antigua ya no es una opinión: acorta la ventana donde mucho haya cambiado."),
    "recent_spend": Translation(
      title: "Compras de los últimos 12 meses",
      note: "Lo que entró en un año; de un cliente, lo suyo.",
      trap: "Las devoluciones siguen dentro."),
    "health_coverage": Translation(
      title: "Parte conocida de los pesos de la salud",
      note: "Cuánto de la salud descansa en algo; por debajo de la mitad un cliente no tiene nota.",
      trap: "Un cliente al que nunca se preguntó parece uno al que le va bien."),
    "clv_model": Translation(
      title: "Valor esperado de un cliente en los próximos 12 meses",
      note:
        "Compras esperadas por gasto esperado, con un descuento de una décima parte al año, según dos modelos ajustados una vez a todos los clientes.",
      trap:
        "Son ingresos mientras `margin` no diga otra cosa, y nada sabe de lo que los pedidos no muestran: ni ofertas ni un competidor nuevo."
    ),
    "alive": Translation(
      title: "Probabilidad de que un cliente vuelva a comprar",
      note:
        "De 0 a 1, según el ritmo de cada cliente: un mes de silencio dice poco de quien compra dos veces al año y mucho de quien compraba cada semana.",
      trap:
        "Quien compró una vez cuenta como vivo: en el modelo los clientes solo se van después de una recompra."
    ),
    "expected_purchases": Translation(
      title: "Compras que se esperan de un cliente en los próximos 12 meses",
      note:
        "Días con compra desde ahora hasta el horizonte, según un modelo ajustado una vez a todos los clientes.",
      trap: "No conoce temporadas: en diciembre espera demasiado de enero."),
    "expected_order_value": Translation(
      title: "Valor al que tienden las compras del cliente",
      note:
        "Entre lo que el cliente ha gastado y lo que gastan todos: cuantas más compras se han visto, más cerca de lo suyo.",
      trap: "Vale donde la frecuencia de compra no va unida al importe; mira antes `aov` por frecuencia."),
    "repeat_order_value": Translation(
      title: "Valor medio de los días de compra después de la primera",
      note: "Lo que gastan los clientes cuando vuelven; la primera compra, a menudo una oferta, queda fuera.",
      trap: "Quien compró una sola vez no está dentro."),
    "health_red": Translation(
      title: "Parte de los clientes en rojo",
      note: "Cuántos clientes necesitan atención ahora.",
      trap: "Dos clientes cerca del límite pueden cambiarla: mira quiénes son."),
    "revenue_red": Translation(
      title: "Parte del gasto en clientes en rojo",
      note: "Cuánto dinero dejan los clientes en rojo.",
      trap: "Una sola cuenta grande lo decide."),
  ]
}
