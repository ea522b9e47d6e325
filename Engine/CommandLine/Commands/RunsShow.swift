internal import Holdfast

extension Command {
    static let runsShow = Command(
        name: "runs show", summary: "Shows a run.", operand: "RUN", options: [.payloads],
        examples: ["runs show order-17", "runs show order-17 --payloads --format json"]
    ) { invocation in
        let payloads = invocation.arguments.has(.payloads)
        let run = try await invocation.withStore { store in
            try await store.runs.get(try await store.runs.resolve(prefix: invocation.operand), payloads: payloads)
        }
        var answer = Answer(
            text: run.details(now: invocation.now), json: run.json(payloads: payloads))
        if run.status == .failed, !payloads { answer.remarks = ["Add --payloads to see its error."] }
        return answer
    }
}
