/// The looks of a chart on a page, light and dark.
enum SVGStyle {
  /// Rules for everything inside `.kpi-chart`, so that a page with several charts keeps its own looks.
  static let sheet: String = {
    let colours = ChartColours.series
    var rules = """
      .kpi-chart{font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif}
      .kpi-chart .ground{fill:#ffffff}
      .kpi-chart .title{fill:#171b20;font-size:20px;font-weight:600}
      .kpi-chart .subtitle{fill:#5a6572;font-size:13px}
      .kpi-chart .heading{fill:#171b20;font-size:14px;font-weight:600}
      .kpi-chart .tick{fill:#5a6572;font-size:12px}
      .kpi-chart .name{fill:#2b323a;font-size:13px}
      .kpi-chart .value{fill:#171b20;font-size:13px;font-weight:600}
      .kpi-chart .small{fill:#5a6572;font-size:12px}
      .kpi-chart .note{fill:#6b7683;font-size:11px}
      .kpi-chart .cell{font-size:10.5px}
      .kpi-chart .grid{stroke:#e4e8ed;stroke-width:1}
      .kpi-chart .axis{stroke:#9aa5b1;stroke-width:1}
      .kpi-chart .whisker{stroke:#454e59;stroke-width:1.25}
      .kpi-chart .curve{fill:none;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}
      .kpi-chart .dashed{stroke-dasharray:3 5}
      .kpi-chart .band{stroke:none;fill-opacity:.16}
      .kpi-chart .total{stroke:#454e59;stroke-width:1.5}
      .kpi-chart .totalfill{fill:#6b7683}
      .kpi-chart .totaltext{fill:#454e59;font-size:13px;font-weight:600}
      .kpi-chart .comparison{stroke:#8d98a5;stroke-dasharray:5 4}
      .kpi-chart .comparisontext{fill:#6b7683;font-size:13px}
      .kpi-chart .target{stroke:#171b20;stroke-width:1.5;stroke-dasharray:8 4}
      .kpi-chart .targettext{fill:#171b20;font-size:13px}
      .kpi-chart .hollow{fill:#ffffff;stroke-width:2}
      .kpi-chart .hit{fill-opacity:0}

      """
    for (number, colour) in colours.enumerated() {
      let dark = colour.mixed(with: RGB(0, 0, 0), 0.12).hexadecimal
      rules += """
        .kpi-chart .line\(number){stroke:\(colour.hexadecimal)}
        .kpi-chart .fill\(number){fill:\(colour.hexadecimal)}
        .kpi-chart .text\(number){fill:\(dark);font-size:13px;font-weight:600}

        """
    }
    rules += """
      @media (prefers-color-scheme:dark){
      .kpi-chart .ground,.kpi-chart .hollow{fill:#15181c}
      .kpi-chart .title,.kpi-chart .heading,.kpi-chart .value,.kpi-chart .targettext{fill:#eef1f4}
      .kpi-chart .name{fill:#d5dae0}
      .kpi-chart .subtitle,.kpi-chart .tick,.kpi-chart .small,.kpi-chart .note,.kpi-chart .comparisontext{fill:#9aa5b1}
      .kpi-chart .totaltext{fill:#c2c9d1}
      .kpi-chart .grid{stroke:#2b3138}
      .kpi-chart .axis{stroke:#6b7683}
      .kpi-chart .whisker,.kpi-chart .total{stroke:#c2c9d1}
      .kpi-chart .totalfill{fill:#8d98a5}
      .kpi-chart .target{stroke:#eef1f4}
      .kpi-chart .band{fill-opacity:.28}

      """
    for (number, colour) in colours.enumerated() {
      let bright = colour.mixed(with: RGB(255, 255, 255), 0.28).hexadecimal
      rules += """
        .kpi-chart .line\(number){stroke:\(bright)}
        .kpi-chart .fill\(number),.kpi-chart .text\(number){fill:\(bright)}

        """
    }
    return rules + "}\n"
  }()
}
