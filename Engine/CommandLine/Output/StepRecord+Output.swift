internal import Holdfast

extension StepRecord {
    static let header = ["#", "STEP", "KIND", "STATUS", "ATTEMPTS", "STARTED", "TOOK"]
    static let payloadHeader = ["INPUT", "OUTPUT", "ERROR"]

    /// The cells below the header, and below the one of payloads where they are to be shown.
    func cells(payloads: Bool) -> [String] {
        let cells = [
            "\(position)", Display.line(key), Display.line(kind), status.rawValue, "\(attempts)",
            startedAt.map(Display.time) ?? "-", took(startedAt, completedAt),
        ]
        guard payloads else { return cells }
        return cells + [
            input.map { Display.short($0.shown.text) } ?? "-", output.map { Display.short($0.shown.text) } ?? "-",
            failure.map { Display.short($0.description) } ?? "-",
        ]
    }

    /// The step as an object, with its attempts where they were asked for.
    func json(payloads: Bool, attempts history: [AttemptRecord]?) -> JSONValue {
        var members: [String: JSONValue] = [
            "key": .string(key), "position": .int(Int64(position)), "name": .string(name), "kind": .string(kind),
            "status": .string(status.rawValue), "attempts": .int(Int64(attempts)), "retry_at": .time(retryAt),
            "metrics": .object(metrics.mapValues { .double($0) }), "type": .text(typeTag), "source": .text(source),
            "worker": .text(worker?.rawValue), "started_at": .time(startedAt), "completed_at": .time(completedAt),
        ]
        if payloads {
            members["input"] = input?.shown
            members["output"] = output?.shown
            members["error"] = failure?.json
        }
        if let history { members["history"] = .array(history.map(\.json)) }
        return .object(members)
    }
}

extension AttemptRecord {
    static let header = ["STEP", "ATTEMPT", "STATUS", "WORKER", "STARTED", "TOOK", "ERROR"]

    /// The cells below the header.
    var cells: [String] {
        [
            Display.line(step), "\(attempt)", status.rawValue, worker.map { Display.line($0.rawValue) } ?? "-",
            startedAt.map(Display.time) ?? "-", took(startedAt, completedAt),
            failure.map { Display.short($0.description) } ?? "",
        ]
    }

    fileprivate var json: JSONValue {
        .object([
            "attempt": .int(Int64(attempt)), "status": .string(status.rawValue),
            "metrics": .object(metrics.mapValues { .double($0) }), "worker": .text(worker?.rawValue),
            "started_at": .time(startedAt), "completed_at": .time(completedAt), "error": failure?.json ?? .null,
        ])
    }
}

private func took(_ start: Timestamp?, _ end: Timestamp?) -> String {
    guard let start, let end else { return "-" }
    return Display.duration(from: start, to: end)
}
