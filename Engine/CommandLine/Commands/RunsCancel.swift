internal import Holdfast

extension Command {
    static let runsCancel = Command(
        name: "runs cancel", summary: "Cancels a run, or asks the worker that has it to.", operand: "RUN",
        options: [.reason], examples: ["runs cancel order-17 --reason 'ordered twice'"]
    ) { invocation in
        let run = try await invocation.withStore(readOnly: false) { store in
            let id = try await store.runs.resolve(prefix: invocation.operand)
            return try await store.runs.cancel(id, reason: invocation.arguments.text(.reason))
        }
        let id = Display.line(run.id.rawValue)
        let text =
            run.status == .cancelled
            ? "Run \"\(id)\" is cancelled.\n"
            : "Run \"\(id)\" is asked to cancel; its worker ends it before its next step.\n"
        return Answer(text: text, json: run.json())
    }
}
