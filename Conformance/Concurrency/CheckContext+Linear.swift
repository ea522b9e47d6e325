internal import HoldfastCore

extension CheckContext {
    /// Lets clients on two handles work at the same time, and fails the check where no order explains their answers.
    ///
    /// - Parameters:
    ///   - subjects: How many objects the clients choose from; each is judged by itself.
    ///   - losesReplies: Whether one call in eight of each handle is lost before or after it had its effect.
    func expectLinear<Work: Workload>(
        _ work: Work, subjects: Int = 1, clients: Int = 6, operations: Int = 6, rounds: Int = 5,
        losesReplies: Bool = false, line: Int = #line
    ) async throws {
        let backends = [try await backend(), try await backend()]
        for round in 0..<rounds {
            let name = "\(losesReplies ? "lossy-" : "")\(Work.object)-\(round)"
            var drive = Drive(
                work: work, subjects: (0..<subjects).map { "\(name)-\($0)" }, clients: clients,
                operations: operations, seed: seed &* 100 &+ UInt64(round))
            if losesReplies {
                drive.between = { [seed = drive.seed] in $0.losingReplies(seed: seed &* 100 &+ UInt64($1)) }
            }
            try await expectOrder(drive, line: line) { drive in
                try await drive.run(on: backends, in: Namespace(place.id), settle: settle)
            }
        }
    }

    /// The same under so many schedules of the seeded scheduler, for a backend that never leaves its caller's executor.
    func expectLinear<Work: Workload>(
        _ work: Work, schedules: Int, clients: Int = 3, operations: Int = 5, line: Int = #line
    ) async throws {
        let backends = [try await backend(), try await backend()]
        for schedule in 0..<schedules {
            let drive = Drive(
                work: work, subjects: ["\(Work.object)-\(schedule)"], clients: clients, operations: operations,
                seed: seed &* 1_000 &+ UInt64(schedule))
            try await expectOrder(drive, line: line) { drive in
                try drive.simulate(on: backends, in: Namespace(place.id), settle: settle)
            }
        }
    }

    /// Runs a drive, and fails the check where one of its calls fails or no order explains their answers.
    private func expectOrder<Work: Workload>(
        _ drive: Drive<Work>, line: Int, run: (Drive<Work>) async throws -> Recording<Work>
    ) async throws {
        let recording: Recording<Work>
        do {
            recording = try await run(drive)
        } catch let error where error is StoreError || error is BackendError {
            throw violation(
                "the calls of \(drive.clients) clients", expected: "answers", actual: "\(error)", line: line)
        }
        witness.note(recording)
        guard let history = try recording.contradiction() else { return }
        throw violation(of: await smaller(drive, run: run) ?? history, line: line)
    }

    /// The contradiction of fewer clients with fewer calls, where a few attempts show one.
    private func smaller<Work: Workload>(
        _ drive: Drive<Work>, run: (Drive<Work>) async throws -> Recording<Work>
    ) async -> History? {
        var sizes: [(clients: Int, operations: Int)] = []
        for clients in 2...max(2, min(3, drive.clients)) {
            for operations in 1..<max(2, min(5, drive.operations)) { sizes.append((clients, operations)) }
        }
        for (attempt, size) in sizes.sorted(by: { $0.clients * $0.operations < $1.clients * $1.operations })
            .enumerated()
        {
            var smaller = drive
            smaller.subjects = ["\(drive.subjects[0])-\(attempt)"]
            smaller.clients = size.clients
            smaller.operations = size.operations
            // Whatever else goes wrong in an attempt: the first finding stands.
            if let history = try? await run(smaller).contradiction() { return history }
        }
        return nil
    }

    /// The violation that a history shows.
    func violation(of history: History, line: Int) -> Violation {
        var violation = violation(
            history.title, expected: "an order that explains every answer", actual: history.timeline, line: line)
        violation.history = history
        return violation
    }
}

extension Witness {
    func note<Work: Workload>(_ recording: Recording<Work>) {
        note(pairs: recording.pairs, kinds: Work.kinds, succeeded: recording.succeeded) { recording.history() }
    }
}

extension StoreBackend {
    /// The same backend, one call in eight of which is lost before or after it had its effect.
    func losingReplies(seed: UInt64) -> any StoreBackend {
        FaultyBackend(self) { _, number in
            var random = SeededRandom(seed: seed &* 10_000 &+ UInt64(number))
            guard random.once(in: 8) else { return nil }
            return random.once(in: 2) ? .dropRequest : .dropReply
        }
    }
}
