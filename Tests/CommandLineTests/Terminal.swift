import Foundation
import HoldfastCommandLine
import Synchronization

/// A directory of one test with a command line in it, removed with this object.
final class Terminal: Sendable {
    /// What a command line left behind.
    struct Result {
        let code: Int32
        let output: String
        let errors: String

        /// The output as JSON.
        var json: [String: JSONValue] {
            if case .object(let members)? = JSONValue(text: output) { members } else { [:] }
        }
    }

    let folder: String
    /// The time of the command line and of the store that it looks at.
    let time = ManualTime()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-cli-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The URL of the store in the directory.
    var url: String { "sqlite:///\(folder)/test.db" }

    /// Runs a line, whose words stand apart by spaces, on the store in the directory.
    func run(_ line: String, _ more: String...) async -> Result {
        await run(line.split(separator: " ").map(String.init) + more, environment: ["HOLDFAST_STORE_URL": url])
    }

    func run(
        _ arguments: [String], environment: [String: String], plugins: [StorePlugin] = .builtIn
    ) async -> Result {
        let output = Mutex("")
        let errors = Mutex("")
        let code = await HoldfastCommandLine.run(
            arguments, plugins: plugins, environment: environment, directory: folder, time: time,
            output: { text in output.withLock { $0 += text } }, errors: { text in errors.withLock { $0 += text } })
        return Result(code: code, output: output.withLock { $0 }, errors: errors.withLock { $0 })
    }

    /// The content of each file in the directory, by name.
    func files() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            files[name] = FileManager.default.contents(atPath: folder + "/" + name)
        }
        return files
    }

    /// The names of the files in a folder of the directory, in order.
    func files(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/" + name).sorted()
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: folder + "/" + name, encoding: .utf8) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
    }
}

/// A clock that stands still until it is moved.
final class ManualTime: TimeSource {
    private let present = Mutex(Timestamp(microseconds: 1_772_366_400_000_000))

    /// 2026-03-01 12:00:00 at first.
    var now: Timestamp { present.withLock { $0 } }
    var minimumResolution: Duration { .microseconds(1) }

    func move(by duration: Duration) { present.withLock { $0 = $0.advanced(by: duration) } }

    func sleep(until deadline: Timestamp, tolerance: Duration?) async throws {
        present.withLock { $0 = max($0, deadline) }
    }
}
