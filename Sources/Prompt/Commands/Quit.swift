extension PromptCommand {
  static let quit = PromptCommand(name: "quit", summary: "leaves; Ctrl-D too") { prompt, _ in prompt.leave() }
}
