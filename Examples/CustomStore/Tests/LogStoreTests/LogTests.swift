import Foundation
import HoldfastCore
import LogStore
import Testing

/// Where the package's programs are built: beside the test bundle.
let programs: String = {
    let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
}()

/// What only a log has: torn ends, damage, a lock, and a size.
@Suite struct LogTests {
    @Test func whatATornEndHeldIsAsIfItNeverWas() async throws {
        try await Site.with { site in
            let (whole, log) = try await site.twoRecords()
            for size in stride(from: whole.count, to: log.count, by: 97) {
                try site.setLog(log.prefix(size) + Data(repeating: 0, count: size % 3 * 20))
                #expect(try await site.runs() == ["a"], "cut at byte \(size) of \(log.count)")
                try await site.create("c")
                #expect(try await site.runs() == ["a", "c"], "after a write behind the end at \(size)")
            }
            try site.setLog(log)
            #expect(try await site.runs() == ["a", "b"])
        }
    }

    @Test func damageIsNoTornEnd() async throws {
        try await Site.with { site in
            var (first, log) = try await site.twoRecords()
            for place in [0, 26, 40, first.count - 1] {
                log[place] ^= 4
                try site.setLog(log)
                let error = try await #require(throws: StoreError.self) { try await site.runs() }
                #expect(error.code == .corrupted, "byte \(place): \(error)")
                #expect(try site.log() == log, "it stays as it is")
                log[place] ^= 4
            }
            try site.setLog(Data("an essay of mine".utf8))
            await #expect(throws: StoreError.self) { try await site.runs() }
        }
    }

    @Test func aSecondProcessIsRefusedAsLongAsThisOneHasTheLog() async throws {
        try await Site.with { site in
            let store = try await site.open()
            let refused = try site.command("runs", "list")
            #expect(refused.code == 1 && refused.errors.contains("another process has \(site.folder.path)"))
            await store.close()
            #expect(try site.command("runs", "list").code == 0)
            #expect(try site.command("doctor").code == 0)
        }
    }

    @Test func aLogOfManyChangesToFewRowsStaysSmall() async throws {
        try await Site.with { site in
            let store = try await site.open()
            let state = store.state(of: "life")
            for number in 0..<400 {
                try await state.set("key", Payload(text: "\"\(String(repeating: "x", count: 1_000))\(number)\""))
            }
            #expect(try site.log().count < 200_000)
            await store.close()
            let again = try await site.open()
            #expect(try await again.state(of: "life").get("key")?.content.text.hasSuffix("399\"") == true)
            await again.close()
        }
    }

    @Test func aHandleForReadingWritesNothing() async throws {
        try await Site.with { site in
            try await site.create("a")
            let log = try site.log()
            let handle = LogBackend(directory: site.folder.path, isReadOnly: true)
            let store = Store(backend: handle)
            #expect(try await store.runs.list().items.map(\.id) == ["a"])
            let error = await #expect(throws: StoreError.self) { try await store.runs.create(NewRun("w", id: "b")) }
            #expect(error?.code == .readOnly)
            await store.close()
            #expect(try site.log() == log)
        }
    }
}

/// A folder with a log.
private struct Site {
    let folder = FileManager.default.temporaryDirectory.appending(path: "log-store-\(UUID().uuidString)")

    static func with(_ body: (Site) async throws -> Void) async throws {
        let site = Site()
        try FileManager.default.createDirectory(at: site.folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: site.folder) }
        try await body(site)
    }

    func log() throws -> Data { try Data(contentsOf: folder.appending(path: "log")) }
    func setLog(_ log: Data) throws { try log.write(to: folder.appending(path: "log")) }

    func open() async throws -> Store { try await Store.open("log:" + folder.path, plugins: [.log]) }

    func create(_ id: RunID) async throws {
        let store = try await open()
        try await store.runs.create(NewRun("w", id: id))
        await store.close()
    }

    /// The log after the creation of a run, and after that of a second by the same handle.
    func twoRecords() async throws -> (Data, Data) {
        let store = try await open()
        try await store.runs.create(NewRun("w", id: "a"))
        let first = try log()
        try await store.runs.create(NewRun("w", id: "b"))
        await store.close()
        return (first, try log())
    }

    func runs() async throws -> [RunID] {
        let store = try await open()
        let ids = try await store.runs.list().items.map(\.id)
        await store.close()
        return ids.sorted { $0.rawValue < $1.rawValue }
    }

    /// The command line, in a process of its own.
    func command(_ arguments: String...) throws -> (code: Int32, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: programs + "/logstore")
        process.arguments = arguments + ["--store", "log:" + folder.path]
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
