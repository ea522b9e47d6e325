internal import HoldfastConformance
internal import HoldfastCore

extension BenignVariant {
    /// How failures are told, and what becomes of those that pass.
    static let faultVariants = [
        BenignVariant("B08", "errors carry other messages and extra causes") { handle, _ in
            handle.surround(by: OtherWords())
        },
        BenignVariant(
            "B09", "every transient fault is retried once inside the store", abilities: [.inProcess, .faults]
        ) { handle, world in
            world.place.faults.canDo(Transport.kinds)
            handle.surround(by: Transport(faults: world.place.faults))
        },
    ]
}

private struct OtherWords: Surroundings {
    func call<Answer>(_ verb: Verb, _ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let error as BackendError {
            let length = error.message.utf8.count
            throw BackendError(
                error.code, "E\(4_000 + length): \(verb.rawValue) has failed; caused by: node 7, shard 3")
        }
    }
}

/// A line to the store that fails as the place's seam says, and sends once more what may be sent again.
private struct Transport: Surroundings {
    static let kinds: Set<FaultSeam.Fault> = [.dropBefore, .dropAfter, .delay, .throttle, .reset]

    let faults: FaultSeam

    func call<Answer>(_ verb: Verb, _ body: () async throws -> Answer) async throws -> Answer {
        // Once: a fault that comes again may last, and the caller must know.
        for _ in 0..<2 {
            switch faults.fault(for: FaultSeam.Request(verb.rawValue, isWrite: verb.isWrite)) {
            case .dropBefore, .throttle, .reset: continue
            case .dropAfter:
                let answer = try await body()
                guard verb.isWrite else { continue }
                // Neither applied again nor known to be applied.
                _ = answer
                throw BackendError(.unknownOutcome, "the reply of a \(verb.rawValue) was lost")
            case .delay:
                await pause()
                return try await body()
            default: return try await body()
            }
        }
        throw BackendError(.unavailable, "the store was not reached twice; nothing was applied")
    }
}
