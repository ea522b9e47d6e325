import Foundation
import Glibc
import Holdfast
import Synchronization

/// A workflow of about sixty commits: steps in sequence and side by side, a retry, sleeps, and state.
struct Pipeline: Workflow {
    static let name = "pipeline"
    let ledger: String
    let crash: Crash?

    func run(_ run: isolated Run, _ input: Int) async throws -> [Int] {
        var values = [input]
        for number in 1...20 {
            let last = values.last ?? 0
            values.append(try await run.step("add") { try work($0) { last + number } })
        }
        let squares = try await run.forEach("square", Array(1...16), id: { "\($0)" }) { step, number in
            try work(step) { number * number }
        }
        values += squares
        values.append(
            try await run.step("flaky", retry: RetryPolicy(maxAttempts: 3, base: .milliseconds(1), jitter: 0)) { step in
                try work(step) { step.attempt }
                if step.attempt < 3 { throw RetryableError("again", after: .milliseconds(1)) }
                return step.attempt
            })
        for _ in 1...3 { try await run.sleep("pause", for: .milliseconds(1)) }
        try await run.step("remember") { step in
            try work(step) { 0 }
            try step.setState("sum", squares.reduce(0, +))
        }
        values.append(try await run.state("sum", as: Int.self) ?? -1)
        for _ in 1...10 {
            let last = values.last ?? 0
            values.append(try await run.step("double") { try work($0) { last % 1_000 * 2 } })
        }
        return values
    }

    /// Notes the execution outside the store, then gives the result.
    @discardableResult private func work(_ step: StepContext, _ result: () -> Int) throws -> Int {
        let line = Array("\(getpid()) \(step.runID) \(step.key) \(step.attempt)\n".utf8)
        // Appended by one write of the system, so lines of several tasks and processes never mix.
        let file = unsafe open(ledger, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        defer { close(file) }
        guard file >= 0, unsafe write(file, line, line.count) == line.count else {
            throw PermanentError("cannot write \(ledger)")
        }
        crash?.beforeCommit()
        return result()
    }
}

/// Counts from 1.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
