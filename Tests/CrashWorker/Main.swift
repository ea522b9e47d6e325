import Foundation
import Glibc
import Holdfast
import HoldfastStores

/// A worker that tests start as a process of its own, and that can kill itself at a commit of their choice.
///
/// `CrashWorker COUNT LEDGER [before|after N]` works on the store of the environment until COUNT runs have ended, and
/// is gone by SIGKILL before or after its Nth commit. `CrashWorker migrate` and `CrashWorker create NAME COUNT` do only
/// that, see ``Contender``.
@main enum Main {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if let contender = Contender(arguments.dropFirst()) { return try await contender.run() }
        guard arguments.count == 3 || arguments.count == 5, let count = Int(arguments[1]) else {
            print("Usage: CrashWorker COUNT LEDGER [before|after N]")
            exit(2)
        }
        let crash = arguments.count == 5 ? Crash(arguments[3], Int(arguments[4]) ?? 1) : nil
        let configuration = try Configuration.fromEnvironment()
        let store = try await Store.fromEnvironment()
        var options = EngineOptions(configuration)
        options.observer = ErrorPrinter(crash: crash)
        let engine = Engine(store: store, options: options)
        engine.register(Pipeline(ledger: arguments[2], crash: crash), Blocker())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run() }
            var filter = RunFilter()
            filter.statuses = [.completed, .failed, .cancelled]
            while try await store.runs.count(filter).value < count {
                try await store.time.sleep(for: .milliseconds(20))
            }
            engine.stop()
        }
        await store.close()
    }
}

/// Where the worker kills itself.
final class Crash: Sendable {
    private let place: String
    private let number: Int
    private let commits = Counter()

    init(_ place: String, _ number: Int) {
        self.place = place
        self.number = number
    }

    /// A step's body is about to return, so that its commit comes next.
    func beforeCommit() { if place == "before" { count() } }

    /// A commit is durable.
    func afterCommit() { if place == "after" { count() } }

    private func count() { if commits.next() == number { kill(getpid(), SIGKILL) } }
}

/// Prints what went wrong, so that a test can look for it.
struct ErrorPrinter: Observer {
    let crash: Crash?

    func observe(_ event: EngineEvent) {
        switch event.kind {
        case .persistenceError, .runFailed, .runStalled: FileHandle.standardError.write(Data("\(event)\n".utf8))
        case .stepCompleted, .stepRetrying, .runStarted, .runCompleted: crash?.afterCommit()
        default: break
        }
    }
}
