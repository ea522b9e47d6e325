internal import HoldfastCore

/// Text as a key: equal only if its bytes are, ordered by them.
struct ModelKey: Hashable, Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ModelKey, right: ModelKey) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    static func < (left: ModelKey, right: ModelKey) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
    func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
}

/// A step of a run with what it did before.
struct ModelStep {
    var last: StepRecord
    /// Under which claim it was written.
    var fence: Int64
    var attempts: [ModelAttempt] = []
}

/// An attempt before a step's last one.
struct ModelAttempt {
    var step: String
    var number: Int
    var status: StepStatus
    var failure: Failure?
    var metrics: [String: Double]
    var worker: WorkerID?
    var startedAt: Timestamp?
    var completedAt: Timestamp?

    /// The last attempt of a step.
    init(_ step: StepRecord, _ status: StepStatus) {
        self.step = step.key
        number = step.attempts
        self.status = status
        failure = step.failure
        metrics = step.metrics
        worker = step.worker
        startedAt = step.startedAt
        completedAt = step.completedAt
    }

    /// A stored attempt.
    init(_ attempt: AttemptRecord) {
        step = attempt.step
        number = attempt.attempt
        status = attempt.status
        failure = attempt.failure
        metrics = attempt.metrics
        worker = attempt.worker
        startedAt = attempt.startedAt
        completedAt = attempt.completedAt
    }

    var cells: [Cell] {
        [
            Cell("step_key", Canonical.text(step)), Cell("attempt", "\(number)"),
            Cell("status", Canonical.text(status.rawValue)), Cell("error", Canonical.failure(failure)),
            Cell("metrics", Canonical.metrics(metrics)), Cell("worker", Canonical.text(worker?.rawValue)),
            Cell("started_at", Canonical.time(startedAt)), Cell("completed_at", Canonical.time(completedAt)),
        ]
    }
}

extension StepRecord {
    /// The columns of the step's row, as far as a record shows them.
    var cells: [Cell] {
        [
            Cell("step_key", Canonical.text(key)), Cell("seq", "\(position)"), Cell("name", Canonical.text(name)),
            Cell("kind", Canonical.text(kind)), Cell("status", Canonical.text(status.rawValue)),
            Cell("attempts", "\(attempts)"), Cell("retry_at", Canonical.time(retryAt)),
            Cell("input", Canonical.bytes(input)), Cell("output", Canonical.bytes(output)),
            Cell("error", Canonical.failure(failure)), Cell("metrics", Canonical.metrics(metrics)),
            Cell("type_tag", Canonical.text(typeTag)), Cell("source", Canonical.text(source)),
            Cell("worker", Canonical.text(worker?.rawValue)), Cell("started_at", Canonical.time(startedAt)),
            Cell("completed_at", Canonical.time(completedAt)),
        ]
    }

    var withoutPayloads: StepRecord {
        var step = self
        step.input = nil
        step.output = nil
        step.failure = nil
        return step
    }
}

/// A value of a run's state.
struct ModelState {
    var content: Payload
    var revision: Int64
    var updatedAt: Timestamp
    var expiresAt: Timestamp?

    func isLive(at now: Timestamp) -> Bool { expiresAt.map { $0 > now } ?? true }

    func cells(_ key: String) -> [Cell] {
        [
            Cell("key", Canonical.text(key)), Cell("revision", "\(revision)"),
            Cell("content", Canonical.bytes(content)), Cell("updated_at", Canonical.time(updatedAt)),
            Cell("expires_at", Canonical.time(expiresAt)),
        ]
    }
}

extension Answer {
    /// Pages of named things, each with its cells.
    static func pages(_ pages: [[(name: String, cells: [Cell])]]) -> Answer {
        Answer(
            pages.map { page in "page: " + page.map { Canonical.text($0.name) }.joined(separator: ", ") }
                + pages.flatMap { $0.flatMap { item in lines(item.name, item.cells) } })
    }

    static func step(_ step: StepRecord) -> Answer { Answer(lines(step.key, step.cells)) }

    static func steps(_ pages: [[StepRecord]]) -> Answer { .pages(pages.map { $0.map { ($0.key, $0.cells) } }) }

    static func attempts(_ attempts: [ModelAttempt]) -> Answer {
        .pages([attempts.map { ("\($0.step) \($0.number)", $0.cells) }])
    }

    private static func lines(_ name: String, _ cells: [Cell]) -> [String] {
        cells.map { "\(Canonical.text(name)).\($0.name) = \($0.text)" }
    }
}
