internal import Synchronization

extension Conformance {
    /// Runs a check with one seed and says what became of it, in real time at most the limit.
    ///
    /// No more than the suite's `parallelism` checks run at a time, however many callers there are; the limit counts
    /// from the moment a check begins. One that does not end in time is cancelled and left behind.
    ///
    /// - Parameter limit: The slowest sound check takes a few seconds on a loaded machine, so that one that has not
    ///   ended after a minute, the default, hangs. One with processes that die, which are started dozens of times,
    ///   has three times as long.
    public func verdict(
        of check: Check, seed: UInt64 = 1, limit: Duration = .seconds(60)
    ) async -> Verdict {
        await timedVerdict(of: check, limit: limit) { try await run(check, seed: seed) }.verdict
    }

    /// The verdict that the body comes to, and how long it took without its wait for a turn.
    func timedVerdict(
        of check: Check, limit: Duration, _ body: @escaping @Sendable () async throws -> Void
    ) async -> (verdict: Verdict, duration: Duration) {
        await permits.withOne {
            let begin = ContinuousClock.now
            let verdict = await first(within: check.kind == .crash ? limit * 3 : limit) { await judge(check, body) }
            return (verdict, ContinuousClock.now - begin)
        }
    }

    private func judge(_ check: Check, _ body: () async throws -> Void) async -> Verdict {
        do {
            let capabilities = try await capabilities()
            if let missing = check.needs.first(where: { !$0.isDeclared(in: capabilities) }) {
                return .notDeclared(missing)
            }
            try await body()
            return .pass
        } catch let violation as Violation {
            return .fail(violation)
        } catch let missing as Unavailable {
            return .skipped(missing)
        } catch let inconclusive as Inconclusive {
            return .inconclusive(inconclusive.reason)
        } catch {
            return .error("\(error)")
        }
    }

    /// What the body says, or that it took too long.
    private func first(within limit: Duration, _ body: @escaping @Sendable () async -> Verdict) async -> Verdict {
        let end = End()
        // Neither is a child task: a body that never ends must not keep its caller.
        let work = Task { end.come(await body()) }
        let clock = Task {
            do { try await Task.sleep(for: limit) } catch { return }
            end.come(.timeout)
        }
        let verdict = await withTaskCancellationHandler {
            await end.verdict
        } onCancel: {
            work.cancel()
        }
        work.cancel()
        clock.cancel()
        return verdict
    }
}

/// The first of the ways in which a check can end.
private final class End: Sendable {
    private struct State {
        var verdict: Verdict?
        var waiting: CheckedContinuation<Verdict, Never>?
    }

    private let state = Mutex(State())

    func come(_ verdict: Verdict) {
        let waiting: CheckedContinuation<Verdict, Never>? = state.withLock { state in
            guard state.verdict == nil else { return nil }
            state.verdict = verdict
            return state.waiting
        }
        waiting?.resume(returning: verdict)
    }

    var verdict: Verdict {
        get async {
            await withCheckedContinuation { waiting in
                let verdict: Verdict? = state.withLock { state in
                    if state.verdict == nil { state.waiting = waiting }
                    return state.verdict
                }
                if let verdict { waiting.resume(returning: verdict) }
            }
        }
    }
}
