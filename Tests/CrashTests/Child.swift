import Foundation
import Synchronization

/// A program of this package, run as a process of its own.
struct Child: Sendable {
    /// How it ended.
    struct End: Sendable {
        /// The exit code, or nil where a signal ended it.
        let code: Int32?
        let signal: Int32?
        let errors: String
    }

    private let program: String
    private let arguments: [String]
    private let environment: [String: String]

    /// - Parameter killedAfter: Seconds after which it is killed from outside, by SIGKILL.
    init(_ name: String, _ arguments: [String], _ environment: [String: String], killedAfter seconds: Double? = nil) {
        let path = Self.folder + "/" + name
        if let seconds {
            program = "/usr/bin/timeout"
            self.arguments = ["-s", "KILL", "\(seconds)", path] + arguments
        } else {
            program = path
            self.arguments = arguments
        }
        self.environment = environment
    }

    /// Where the package's programs are built: beside the test bundle.
    private static let folder: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    }()

    /// Starts it, and gives what asks it to end by SIGTERM and waits for that.
    func start() throws -> Running {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let errors = FileManager.default.temporaryDirectory.appending(path: "child-\(UUID().uuidString).err")
        try Data().write(to: errors)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardOutput = FileHandle.nullDevice
        let running = Running(process, errors)
        try process.run()
        return running
    }

    /// Runs it to its end.
    func run() async throws -> End { try await start().end() }
}

/// A child at work.
final class Running: Sendable {
    private let process: Process
    private let errors: URL
    private let ends: AsyncStream<Void>

    init(_ process: Process, _ errors: URL) {
        self.process = process
        self.errors = errors
        let (ends, signal) = AsyncStream<Void>.makeStream()
        self.ends = ends
        process.terminationHandler = { _ in signal.finish() }
    }

    /// Asks it to end by SIGTERM.
    func terminate() { process.terminate() }

    /// Waits for its end.
    func end() async -> Child.End {
        for await _ in ends {}
        let text = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
        try? FileManager.default.removeItem(at: errors)
        let isSignal = process.terminationReason == .uncaughtSignal
        let status = process.terminationStatus
        // `timeout -s KILL` reports the kill of its child as 137.
        let signal: Int32? = isSignal ? status : status == 137 ? 9 : nil
        return Child.End(code: signal == nil ? status : nil, signal: signal, errors: text)
    }
}
