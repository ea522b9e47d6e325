import Foundation
import Glibc
import Holdfast
import HoldfastStores

/// Plays the example: starts the job, kills its worker halfway, lets another finish, and checks what happened.
///
/// It opens the store only while no worker has it, so that the example runs on stores of one process too.
struct Director {
    private let folder: URL
    private let storeURL: String
    private let command: String
    private let plugins: [StorePlugin]
    private let id: RunID = "import-2026-03"

    init(folder: String, storeURL: String, command: String, plugins: [StorePlugin]) {
        self.folder = URL(fileURLWithPath: folder)
        self.storeURL = storeURL
        self.command = command
        self.plugins = plugins
    }

    private var ledger: Ledger { Ledger(folder.appending(path: "executions.log").path) }
    private var summary: String { folder.appending(path: "summary.json").path }

    /// Where the data files are: beside this source file, which ships with them.
    private var job: Job {
        let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return Job(
            orders: data.appending(path: "orders.csv").path, stock: data.appending(path: "stock.csv").path,
            summary: summary, ledger: ledger.path)
    }

    /// Starts the job and leaves it to workers.
    func start() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Before anything else, as it marks the folder as the example's.
        if !FileManager.default.fileExists(atPath: ledger.path) {
            try Data().write(to: URL(fileURLWithPath: ledger.path))
        }
        try await withStore { store in
            _ = try await Engine(store: store).start(ImportOrders(), job, id: id, onConflict: .useExisting)
        }
    }

    private func withStore<Output>(_ body: (Store) async throws -> Output) async throws -> Output {
        let store = try await Store.open(storeURL, plugins: plugins)
        let output = try await body(store)
        await store.close()
        return output
    }

    /// Removes what an example before left. A folder with anything else is left alone: it may be yours.
    private func clearFolder() throws {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        guard files.isEmpty || files.contains(URL(fileURLWithPath: ledger.path).lastPathComponent) else {
            throw Refusal(description: "\(folder.path) holds files of others; name a folder that is new or empty")
        }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Why the example is not played.
    private struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// Returns whether everything was as promised.
    func play() async throws -> Bool {
        try clearFolder()
        try await start()
        let begun = ContinuousClock.now
        print("Run \(id) of the workflow \(ImportOrders.name) is started: \(storeURL)")

        let first = try startWorker()
        print("Worker \(first.processIdentifier) is at work.")
        let half = 1_500
        while ledger.entries().count < half {
            guard first.isRunning else { throw PermanentError("the first worker ended by itself") }
            try await Task.sleep(for: .milliseconds(2))
        }
        kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        let before = ledger.entries()
        let committed = try await withStore { try await Report(store: $0, id: id).committedSteps() }
        print("Killed it with SIGKILL after \(before.count) executions; \(committed.count) steps were committed.")

        let second = try startWorker()
        print("Worker \(second.processIdentifier) is started; it takes over when the lease of 2 s has ended.")
        second.waitUntilExit()
        guard second.terminationStatus == 0 else { throw PermanentError("the second worker failed") }
        let taken = begun.duration(to: .now).formatted(.units(fractionalPart: .show(length: 1)))
        print("The run ended \(taken) after its start.\n")

        return try await withStore { store in
            let result = try await Engine(store: store).handle(ImportOrders(), id).value
            let report = Report(store: store, id: id)
            try await report.printTimeline()
            let isKept = report.printExecutions(
                before: before, committed: committed, all: ledger.entries(), first: first.processIdentifier)
            print("\nThe job: \(result.orders) orders charged, \(result.shipped) shipped,")
            print("\(result.backordered.count) wait for stock, \(result.rejected.count) lines rejected; see \(summary)")
            report.printHints(storeURL, command)
            return isKept
        }
    }

    private func startWorker() throws -> Process {
        let worker = Process()
        worker.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        worker.arguments = ["worker", id.rawValue]
        // Two seconds, so that the example does not wait a minute for the dead worker's lease.
        worker.environment = ProcessInfo.processInfo.environment.merging([
            "HOLDFAST_STORE_URL": storeURL, "HOLDFAST_LEASE_SECONDS": "2",
        ]) { _, new in new }
        try worker.run()
        return worker
    }
}
