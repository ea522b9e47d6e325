internal import Holdfast

extension Command {
    static let runsDelete = Command(
        name: "runs delete", summary: "Deletes a run that has ended, and all that belongs to it.", operand: "RUN",
        options: [.force], examples: ["runs delete order-17", "runs delete order-17 --force"]
    ) { invocation in
        let id = try await invocation.withStore(readOnly: false) { store in
            let id = try await store.runs.resolve(prefix: invocation.operand)
            guard try await store.runs.delete(id, force: invocation.arguments.has(.force)) else {
                throw CommandFailure(.notFound, "run \"\(id)\" is gone already")
            }
            return id.rawValue
        }
        return Answer(
            text: "Run \"\(Display.line(id))\" is deleted.\n", json: .object(["deleted": .string(id)]))
    }
}
