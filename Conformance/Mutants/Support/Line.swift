internal import HoldfastConformance
internal import HoldfastCore

/// The line between a handle and its rows: requests fail as the place's seam says, and are answered as a sound client
/// answers. A fault puts another reaction in the place of one.
struct Line: Sendable {
    /// What a client makes of a request that fails.
    enum Reaction: Sendable {
        /// Nothing: the other side bears it.
        case none
        /// The request is not sent, and the caller hears this.
        case fail(BackendError.Code)
        /// The request is carried out, and the caller hears this.
        case loseReply(BackendError.Code)
        case sendTwice
        case wait
        /// Another try, a bounded number of times.
        case tryAgain
        /// A read answers the first half of its rows.
        case halve
    }

    /// What the line can suffer: a server keeps transactions whole, and has power of its own.
    static let kinds = Set(FaultSeam.Fault.allCases).subtracting([.powerLoss])

    var react: @Sendable (FaultSeam.Fault, Verb) -> Reaction = Line.sound

    /// What a sound client does.
    static func sound(_ fault: FaultSeam.Fault, _ verb: Verb) -> Reaction {
        switch fault {
        case .dropBefore, .reset, .ioError, .powerLoss: .fail(.unavailable)
        case .diskFull: verb.isWrite ? .fail(.unavailable) : .none
        case .readOnly: verb.isWrite ? .fail(.readOnly) : .none
        case .dropAfter: verb.isWrite ? .loseReply(.unknownOutcome) : .tryAgain
        case .truncate, .garbage: verb.isWrite ? .loseReply(.unknownOutcome) : .fail(.protocol)
        // A take that is repeated takes other rows, so its request has a number by which the server knows it.
        case .duplicate: verb == .take ? .none : .sendTwice
        case .delay: .wait
        case .throttle: .tryAgain
        // What was left out is asked for again.
        case .partial: .none
        }
    }

    fileprivate func send<Answer>(
        _ verb: Verb, _ faults: FaultSeam, half: (Answer) -> Answer = { $0 }, _ body: () async throws -> Answer
    ) async throws -> Answer {
        for _ in 0..<3 {
            let request = FaultSeam.Request(verb.rawValue, isWrite: verb.isWrite, kinds: Self.kinds)
            guard let fault = faults.fault(for: request) else { return try await body() }
            switch react(fault, verb) {
            case .none: return try await body()
            case .fail(let code): throw BackendError(code, "\(fault.rawValue): nothing was applied")
            case .loseReply(let code):
                _ = try await body()
                throw BackendError(code, "\(fault.rawValue): the reply was lost")
            case .sendTwice:
                _ = try await body()
                return try await body()
            case .wait:
                await pause()
                return try await body()
            case .tryAgain: continue
            case .halve: return half(try await body())
            }
        }
        throw BackendError(.unavailable, "the store was not reached three times; nothing was applied")
    }
}

extension Decorator {
    /// Sends all requests over the handle's line.
    mutating func connect(_ world: World) {
        world.place.faults.canDo(Line.kinds)
        base = Decorator(base, over: line, world.place.faults, world.budget)
    }

    /// A handle whose every request goes over this line.
    private init(_ base: any StoreBackend, over line: Line, _ faults: FaultSeam, _ budget: Budget) {
        self.init(base, budget)
        onGet = { base, input in
            try await line.send(.get, faults) { rows in
                rows.enumerated().map { $0.offset < rows.count / 2 ? $0.element : nil }
            } _: {
                try await base.get(input.keys, input.columns)
            }
        }
        onScan = { base, scan in try await line.send(.scan, faults) { try await base.scan(scan) } }
        onCommit = { base, batch in try await line.send(.commit, faults) { try await base.commit(batch) } }
        onTake = { base, take in try await line.send(.take, faults) { try await base.take(take) } }
        onCount = { base, input in
            try await line.send(.count, faults) {
                try await base.count(input.range, filter: input.filter, limit: input.limit)
            }
        }
        onErase = { base, input in
            try await line.send(.erase, faults) { try await base.erase(input.range, limit: input.limit) }
        }
    }
}
