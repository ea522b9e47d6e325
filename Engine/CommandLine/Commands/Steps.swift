internal import Holdfast

extension Command {
    static let steps = Command(
        name: "steps", summary: "Lists the steps of a run, in the order in which they began.", operand: "RUN",
        options: [.payloads, .attempts],
        examples: ["steps order-17", "steps order-17 --attempts", "steps order-17 --payloads --format json"]
    ) { invocation in
        let payloads = invocation.arguments.has(.payloads)
        let (steps, attempts) = try await invocation.withStore { store in
            let id = try await store.runs.resolve(prefix: invocation.operand)
            let steps = try await store.allSteps(of: id, payloads: payloads)
            guard invocation.arguments.has(.attempts) else { return (steps, [[AttemptRecord]]?.none) }
            var attempts: [[AttemptRecord]] = []
            for step in steps { attempts.append(try await store.steps.attempts(id, step: step.key)) }
            return (steps, attempts)
        }
        let rows = steps.map { $0.cells(payloads: payloads) }
        let header = StepRecord.header + (payloads ? StepRecord.payloadHeader : [])
        var text = Columns.table(header, rows)
        if let attempts, !attempts.isEmpty {
            text += "\n" + Columns.table(AttemptRecord.header, attempts.joined().map(\.cells))
        }
        let json = steps.enumerated().map { place, step in step.json(payloads: payloads, attempts: attempts?[place]) }
        var answer = Answer(text: text, json: .object(["steps": .array(json)]))
        if steps.isEmpty { answer.remarks = ["The run has no steps yet."] }
        return answer
    }
}

extension Store {
    fileprivate func allSteps(of id: RunID, payloads: Bool) async throws -> [StepRecord] {
        var query = StepQuery()
        query.limit = 1_000
        query.payloads = payloads
        var found: [StepRecord] = []
        repeat {
            let page = try await steps.list(id, query)
            found += page.items
            query.cursor = page.next
        } while query.cursor != nil
        return found
    }
}
