internal import HoldfastCore

/// A history as Swift to paste into a test: it makes the same calls through the public API, and says what must come.
struct ModelProgram {
    private var lines: [String] = []
    private var lives = 0
    private var leases = 0
    private var drafts = 0
    private let handles: Int

    init(_ mismatch: ModelHistory.Mismatch, handles: Int) {
        self.handles = handles
        for (command, answer) in mismatch.calls { append(command, answer) }
        lines.append("// \(mismatch.subject)")
        lines.append("// expected: \(mismatch.expected)")
        lines.append("// actual:   \(mismatch.actual)")
    }

    /// The program: a function that is given a way to open the store.
    var text: String {
        var body = [
            "func replay(open: (VirtualTime) async throws -> Store) async throws {", "    let time = VirtualTime()",
        ]
        let isReopened = lines.contains { $0.hasSuffix("= try await open(time)") }
        for handle in 0..<handles {
            body.append("    \(isReopened ? "var" : "let") \(store(handle)) = try await open(time)")
        }
        body += tidied.map { "    " + $0 }
        return (body + ["}"]).joined(separator: "\n")
    }

    /// The lines without what nothing refers to, and with constants where nothing changes.
    private var tidied: [String] {
        let words = lines.map { Set($0.split { !$0.isLetter && !$0.isNumber }.map(String.init)) }
        func isUsed(_ name: String) -> Bool { words.count { $0.contains(name) } > 1 }
        return lines.compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 3).map(String.init)
            guard parts.count == 4, parts[2] == "=" else { return line }
            let name = parts[1]
            switch (parts[0], name.hasPrefix("lease")) {
            case ("var", true) where !isUsed(name): return nil
            case ("var", true) where !lines.contains { $0.contains(" \(name) = ") && $0 != line }:
                return "let \(name) = \(parts[3])"
            case ("let", false) where !isUsed(name): return "_ = \(parts[3])"
            default: return line
            }
        }
    }

    private func store(_ handle: Int) -> String { handles == 1 ? "store" : "store\(handle + 1)" }

    private mutating func append(_ command: ModelCommand, _ answer: Answer) {
        let store = store(command.handle)
        switch command.call {
        case .advance(let duration): lines.append("time.move(by: \(SwiftText.duration(duration)))")
        case .reopen:
            lines.append("await \(store).close()")
            lines.append("\(store) = try await open(time)")
        case .create(let new, let policy): create(new, policy, store, answer)
        case .claim(let owner, let limit, let duration):
            let call =
                "\(store).leases.claim(routes: [\"default\"], limit: \(limit), owner: \(SwiftText.id(owner)), "
                + "duration: \(SwiftText.duration(duration)))"
            claim(call, count: answer.lines.count { $0.hasPrefix("lease on ") })
        case .renew(let numbers):
            let leases = numbers.map { "lease\($0)" }.joined(separator: ", ")
            lines.append("for renewed in await \(store).leases.renew([\(leases)]) {")
            lines.append("    if case .success(let lease) = renewed {")
            for number in Set(numbers).sorted() {
                lines.append(
                    "        if lease.runID == lease\(number).runID, lease.fence == lease\(number).fence "
                        + "{ lease\(number) = lease }"
                )
            }
            lines.append("    }")
            lines.append("}")
        case .commit(let step, let previous, let writes, let number):
            commit(step, previous, writes, number, store, answer)
        default: perform(self.call(command.call, store), answer)
        }
    }

    private mutating func perform(_ call: String, _ answer: Answer) {
        lines.append(
            answer.isRefused ? "_ = try? await \(call)  // \(answer.lines[0])" : "_ = try await \(call)")
    }

    private mutating func create(_ new: NewRun, _ policy: StartConflict?, _ store: String, _ answer: Answer) {
        let input = new.input.map { ", input: \(SwiftText.payload($0))" } ?? ""
        let made = "NewRun(\(SwiftText.text(new.workflow)), id: \(SwiftText.id(new.id ?? ""))\(input))"
        let argument = declare("new", made, Self.settings(of: new))
        let call =
            policy.map { "\(store).runs.start(\(argument), onConflict: .\($0))" } ?? "\(store).runs.create(\(argument))"
        guard !answer.isRefused, answer.lines.first != "isNew false" else { return perform(call, answer) }
        lives += 1
        lines.append("let run\(lives) = try await \(call)\(policy == nil ? "" : ".run")")
    }

    private static func settings(of new: NewRun) -> [String] {
        var settings: [String] = []
        if let start = new.startAt { settings.append("startAt = \(SwiftText.time(start))") }
        if new.priority != .normal { settings.append("priority = .\(new.priority)") }
        if let resource = new.resourceID { settings.append("resourceID = \(SwiftText.text(resource))") }
        if !new.tags.isEmpty { settings.append("tags = \(SwiftText.dictionary(new.tags, SwiftText.text))") }
        if !new.attributes.isEmpty {
            settings.append("attributes = \(SwiftText.dictionary(new.attributes, SwiftText.json))")
        }
        if !new.metadata.isEmpty { settings.append("metadata = \(SwiftText.dictionary(new.metadata, SwiftText.json))") }
        if let context = new.context { settings.append("context = \(SwiftText.payload(context))") }
        if let parent = new.parent { settings.append("parent = \(SwiftText.id(parent))") }
        if let trigger = new.trigger { settings.append("trigger = \(SwiftText.json(trigger))") }
        if let deadline = new.deadlineAt { settings.append("deadlineAt = \(SwiftText.time(deadline))") }
        return settings
    }

    private mutating func claim(_ call: String, count: Int) {
        guard count > 0 else { return lines.append("_ = try await \(call)") }
        let first = leases + 1
        leases += count
        lines.append("let claimed\(first) = try await \(call)")
        for offset in 0..<count { lines.append("var lease\(first + offset) = claimed\(first)[\(offset)].lease") }
    }

    private mutating func commit(
        _ step: StepRecord, _ previous: StepRecord?, _ writes: [StateWrite], _ number: Int, _ store: String,
        _ answer: Answer
    ) {
        let name = draft(step)
        var arguments = name
        if let previous { arguments += ", replacing: \(draft(previous))" }
        if !writes.isEmpty { arguments += ", writes: [\(writes.map { Self.text($0) }.joined(separator: ", "))]" }
        let call = "\(store).steps.commit(\(arguments), lease: lease\(number))"
        guard answer.lines.first == "committed" else { return perform(call, answer) }
        lines.append("if case .committed(let lease) = try await \(call) { lease\(number) = lease }")
    }

    /// Declares a step, and answers its name.
    private mutating func draft(_ step: StepRecord) -> String {
        let output = step.output.map { ", output: \(SwiftText.payload($0))" } ?? ""
        let made = "StepRecord(key: \(SwiftText.text(step.key)), position: \(step.position)\(output))"
        return declare("step", made, Self.settings(of: step))
    }

    /// The value itself where nothing is set in it; otherwise a variable of this name, which it declares.
    mutating func declare(_ name: String, _ value: String, _ settings: [String]) -> String {
        guard !settings.isEmpty else { return value }
        drafts += 1
        lines.append("var \(name)\(drafts) = \(value)")
        for setting in settings { lines.append("\(name)\(drafts).\(setting)") }
        return "\(name)\(drafts)"
    }

    private static func settings(of step: StepRecord) -> [String] {
        var settings: [String] = []
        if step.status != .completed { settings.append("status = .\(step.status)") }
        if step.attempts != 1 { settings.append("attempts = \(step.attempts)") }
        if let retry = step.retryAt { settings.append("retryAt = \(SwiftText.time(retry))") }
        if let input = step.input { settings.append("input = \(SwiftText.payload(input))") }
        if let failure = step.failure { settings.append("failure = \(SwiftText.failure(failure))") }
        if !step.metrics.isEmpty { settings.append("metrics = \(SwiftText.dictionary(step.metrics) { "\($0)" })") }
        if let worker = step.worker { settings.append("worker = \(SwiftText.id(worker))") }
        if let start = step.startedAt { settings.append("startedAt = \(SwiftText.time(start))") }
        if let end = step.completedAt { settings.append("completedAt = \(SwiftText.time(end))") }
        return settings
    }

    private static func text(_ write: StateWrite) -> String {
        switch write {
        case .set(let key, let content): ".set(\(SwiftText.text(key)), \(SwiftText.payload(content)))"
        case .delete(let key): ".delete(\(SwiftText.text(key)))"
        }
    }
}
