extension StoreContext {
    /// The same context, whose calls go through in a cancelled task too.
    var shielded: StoreContext {
        var context = self
        context.isShielded = true
        return context
    }

    /// Does work under a lease that is extended three times in its duration until the work has ended.
    ///
    /// Work whose task is cancelled has the time that is left of the lease to end.
    /// - Parameters:
    ///   - end: When the lease ends unless it is extended.
    ///   - extend: Extends it and returns its new end; throws `.notHolder` where it is lost. Any other failure is
    ///     repeated at the next beat, until the lease has ended.
    /// - Throws: What the work throws; `.notHolder` where the lease was lost and the work was to be cancelled.
    func keep<Answer: Sendable>(
        until end: Timestamp, extendedBy duration: Duration, cancelsWhenLost: Bool,
        _ extend: @escaping @Sendable () async throws -> Timestamp,
        during work: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let answer = await withTaskGroup(of: Ended<Answer>.self) { group in
            group.addTask {
                do { return .work(.success(try await work())) } catch { return .work(.failure(error)) }
            }
            group.addTask { .beats(isLost: await beats(until: end, extendedBy: duration, extend)) }
            var answer = Result<Answer, any Error>.failure(CancellationError())
            var isLost = false
            for await ended in group {
                switch ended {
                case .work(let result):
                    answer = result
                    group.cancelAll()
                case .beats(true) where cancelsWhenLost:
                    isLost = true
                    group.cancelAll()
                case .beats: continue
                }
            }
            guard isLost else { return answer }
            return .failure(
                StoreError(.notHolder, "the lease was lost while its work went on; the work was cancelled"))
        }
        return try answer.get()
    }

    /// Which of the two has ended.
    private enum Ended<Answer: Sendable>: Sendable {
        case work(Result<Answer, any Error>)
        case beats(isLost: Bool)
    }

    /// Returns true once the lease is lost, false once the task is cancelled.
    private func beats(
        until end: Timestamp, extendedBy duration: Duration, _ extend: () async throws -> Timestamp
    ) async -> Bool {
        var end = end
        // Other machines' clocks may be ahead by that much.
        let margin = duration / 10
        while true {
            let limit = end.advanced(by: .zero - margin)
            let beat = min(now.advanced(by: duration / 3), limit)
            do { try await time.sleep(until: beat, tolerance: nil) } catch { return false }
            if Task.isCancelled { return false }
            // A clock that its sleepers move may come back at once: the work goes first.
            await Task.yield()
            do {
                end = try await extend()
            } catch let error as StoreError where error.code == .notHolder {
                return true
            } catch {
                // A line that is down may be up at the next beat.
                if now >= limit { return true }
            }
        }
    }
}
