import HoldfastConformance
import HoldfastConformanceSubjects
import HoldfastCore
import HoldfastMemory
import Synchronization
import Testing

@Suite struct VerdictTests {
    private struct Odd: Error {}

    private func check(
        kind: Check.Kind = .sequential, needs: [Check.Capability] = [], uses: [Conformance.Ability] = [],
        _ body: @escaping @Sendable (CheckContext) async throws -> Void
    ) -> Check {
        Check("test.verdict", .core, kind, needs: needs, uses: uses, contract: "c", why: "w", hint: "h", body)
    }

    private func name(_ check: Check, limit: Duration = .seconds(60)) async -> String {
        await Conformance.memory.verdict(of: check, limit: limit).name
    }

    @Test func eachEndHasItsVerdict() async {
        #expect(await name(check { _ in }) == "pass")
        #expect(await name(check { c in try c.expect(1, 2, "a number") }) == "fail")
        #expect(await name(check { _ in throw Inconclusive("nothing overlapped") }) == "inconclusive")
        #expect(await name(check { _ in throw Odd() }) == "error")
        #expect(await name(check { _ in throw CancellationError() }) == "error")
    }

    @Test func longTextsAreShownWhereTheyBeginToDiffer() async throws {
        let long = String(repeating: "a", count: 5_000)
        let differ = check { c in try c.expect(long + "<one>" + long, long + "<other>" + long, "two texts") }
        guard case .fail(let violation) = await Conformance.memory.verdict(of: differ) else {
            Issue.record("two texts that differ passed")
            return
        }
        #expect(violation.expected.contains("<other>") && violation.actual.contains("<one>"))
        #expect(max(violation.expected.count, violation.actual.count) < 600)
        let short = check { c in try c.expect("one", "other", "two texts") }
        guard case .fail(let violation) = await Conformance.memory.verdict(of: short) else { return }
        #expect(violation.expected == "other" && violation.actual == "one")
    }

    @Test func whatIsNotDeclaredOrCannotBeDoneDoesNotRun() async {
        let hasRun = Mutex(false)
        let run: @Sendable (CheckContext) async throws -> Void = { _ in hasRun.withLock { $0 = true } }
        #expect(await name(check(needs: [.durable], run)) == "notDeclared")
        #expect(await name(check(needs: [.durable], uses: [.unsyncedWrites], run)) == "notDeclared")
        #expect(await name(check(uses: [.unsyncedWrites], run)) == "skipped")
        #expect(hasRun.withLock { !$0 })
    }

    @Test func aCheckThatHangsIsLeftBehind() async {
        #expect(
            await name(check { _ in for await _ in AsyncStream<Void>.makeStream().stream {} }, limit: .zero)
                == "timeout")
        // One that does not even hear of its cancellation holds up nobody.
        let stuck = Mutex<CheckedContinuation<Void, Never>?>(nil)
        let deaf = check { _ in await withCheckedContinuation { turn in stuck.withLock { $0 = turn } } }
        #expect(await name(deaf, limit: .milliseconds(10)) == "timeout")
        stuck.withLock { $0 }?.resume()
    }

    @Test func aStoreThatCannotBeOpenedIsAnError() async {
        let suite = Conformance("Broken") { _ in throw Odd() }
        #expect(await suite.verdict(of: check { _ in }).name == "error")
        let report = await Runner(suite, Plan(level: .core)).run()
        #expect(report.exit == .failed && report.level == nil && report.counts["pass"] == nil)
    }

    @Test func onlySoManyChecksRunAtATime() async {
        let counts = Mutex((now: 0, most: 0))
        let suite = Conformance("Counted", parallelism: 3) { _ in MemoryBackend() }
        let busy = check { _ in
            counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
            for _ in 0..<20 { await Task.yield() }
            counts.withLock { $0.now -= 1 }
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<30 { group.addTask { _ = await suite.verdict(of: busy) } }
        }
        #expect(counts.withLock { $0.most } == 3)
    }

    @Test func generatedChecksRunWithSeveralSeedsUpToTheFirstThatFails() async {
        let seeds = Mutex<[UInt64]>([])
        let noting = check(kind: .generated) { c in
            seeds.withLock { $0.append(c.seed) }
            try c.expect(c.seed == 7, false, "the seed")
        }
        let outcome = await Conformance.memory.outcome(of: noting, seed: 5)
        #expect(outcome.verdict.name == "fail" && outcome.seed == 7 && outcome.seeds == 3)
        #expect(seeds.withLock { $0 } == [5, 6, 7])
        #expect(await Conformance.memory.outcome(of: noting, seed: 7).seeds == 1)
        #expect(await Conformance.memory.outcome(of: noting, seed: 8, tier: .full).seeds == 20)
        #expect(await Conformance.memory.outcome(of: check { _ in }, tier: .full).seeds == 1)
    }
}
