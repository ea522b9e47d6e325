internal import HoldfastCore

/// What a child said before it ended.
struct ChildLog: Sendable {
    /// The last step that it began.
    let begun: Int?
    /// The last step that it said was done.
    let done: Int?
    /// Whether it was killed.
    let wasKilled: Bool
    /// All that it said, line by line.
    let lines: [String]

    /// The step of which nobody knows whether it was done.
    var open: Int? { begun == done ? nil : begun }
}

/// How a child is ended.
enum Death: Sendable {
    case none
    case byItself(ChildOrder.OwnDeath)
    case byParent(ChildProcess.Kill)
}

extension CheckContext {
    /// Starts a child that does these steps and dies, and returns when it has ended.
    func crash(
        _ script: (some CrashScript).Type, _ steps: ClosedRange<Int>, _ death: Death
    ) async throws -> ChildLog {
        guard let child = suite.child else {
            throw Unavailable(ability: .processes, reason: "\(suite.name) has no child")
        }
        var order = ChildOrder(
            script: script.name, place: place.id, seed: seed, time: time.now.microseconds, steps: steps)
        var kill: ChildProcess.Kill?
        switch death {
        case .none: break
        case .byItself(let death): order.death = death
        case .byParent(let moment): kill = moment
        }
        let process = ChildProcess(child.program, child.arguments + order.arguments, kill: kill)
        guard let end = await process.run() else {
            throw Unavailable(ability: .processes, reason: "\(child.program) could not be started")
        }
        for line in end.lines where line.hasPrefix("E ") {
            throw violation("what the child does", expected: "no error", actual: String(line.dropFirst(2)))
        }
        guard end.signal == nil && end.status == 0 || end.signal == 9 else {
            let how = end.signal.map { "signal \($0)" } ?? "status \(end.status)"
            throw violation("the child's end", expected: "status 0 or signal 9", actual: how)
        }
        func last(_ word: String) -> Int? {
            end.lines.last { $0.hasPrefix(word) }.flatMap { Int($0.dropFirst(word.count)) }
        }
        return ChildLog(begun: last("I "), done: last("A "), wasKilled: end.signal == 9, lines: end.lines)
    }

    /// Ways to die within some steps, drawn from the seed: from outside at any time, at a boundary, and within a step
    /// where the backend has a seam.
    func deaths(_ count: Int, in steps: ClosedRange<Int>) -> [Death] {
        var random = SeededRandom(seed: seed)
        let kinds = suite.abilities.contains(.faults) ? 4 : 3
        return (0..<count).map { n in
            let step = steps.lowerBound + random.number(below: steps.count)
            switch n % kinds {
            case 0:
                // Two lines a step; a step takes some hundred microseconds.
                let lines = 1 + random.number(below: steps.count)
                return .byParent(.init(lines: lines, microseconds: UInt32(random.number(below: 2_000))))
            case 1: return .byItself(random.once(in: 2) ? .before(step) : .acknowledged(step))
            case 2: return .byItself(.after(step))
            default: return .byItself(.request(1 + random.number(below: 10 * steps.count)))
            }
        }
    }

    /// Kills a child in each of these ways, each time in steps of its own, and looks at what is there.
    ///
    /// Throws ``Inconclusive`` where no child was killed at work.
    func afterCrashes<Script: CrashScript>(
        of type: Script.Type, _ count: Int, steps: Int = 30,
        look: (Script, ClosedRange<Int>, ChildLog) async throws -> Void
    ) async throws {
        var kills = 0
        for (turn, death) in deaths(count, in: 1...steps).enumerated() {
            let range = turn * steps + 1...turn * steps + steps
            var script = try await Script(self)
            try await script.prepare(range)
            // Either a handle lives through the kill, or the next that opens finds what the dead process left; a store
            // of one process has no handle elsewhere.
            let survives = turn.isMultiple(of: 2) && script.backend.capabilities.multiProcess
            if !survives { await script.backend.close() }
            let log = try await crash(type, range, death.moved(by: turn * steps))
            if log.wasKilled, log.begun != nil { kills += 1 }
            if !survives { script = try await Script(self) }
            try await look(script, range, log)
            await script.backend.close()
        }
        if kills == 0 { throw Inconclusive("no child was killed at work") }
    }
}

extension Death {
    /// The same, so many steps later.
    func moved(by steps: Int) -> Death {
        switch self {
        case .byItself(.before(let step)): .byItself(.before(step + steps))
        case .byItself(.after(let step)): .byItself(.after(step + steps))
        case .byItself(.acknowledged(let step)): .byItself(.acknowledged(step + steps))
        case .none, .byParent, .byItself(.request): self
        }
    }
}
