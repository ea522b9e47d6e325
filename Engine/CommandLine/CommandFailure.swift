internal import Holdfast
internal import HoldfastConformance
internal import HoldfastConformanceSubjects

/// What the process ends with.
enum ExitCode: Int32 {
    case done = 0
    case failed = 1
    case wrongUsage = 2
    case notFound = 3
    case refused = 4
    case inconclusive = 5
    case interrupted = 130

    /// That of a conformance run, whose numbers are the same.
    init(_ exit: RunExit) { self = ExitCode(rawValue: exit.rawValue) ?? .failed }
}

/// Why a command did not do what it was asked to.
struct CommandFailure: Error {
    let exitCode: ExitCode
    /// A sentence for a person, without a secret.
    let message: String

    init(_ exitCode: ExitCode, _ message: String) {
        self.exitCode = exitCode
        self.message = message
    }

    /// The failure that any error is to the user of a command line.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as StoreError: self.init(Self.exitCode(of: error.code), error.message)
        case let refusal as SubjectRefusal: self.init(.refused, refusal.description)
        case let refusal as RunOptions.Refusal: self.init(ExitCode(refusal.exit), refusal.description)
        case is CancellationError: self.init(.interrupted, "interrupted")
        default: self.init(.failed, "\(error)")
        }
    }

    static func usage(_ message: String) -> CommandFailure { CommandFailure(.wrongUsage, message) }

    private static func exitCode(of code: StoreError.Code) -> ExitCode {
        switch code {
        case .invalidArgument, .invalidCursor, .limitExceeded: .wrongUsage
        case .notFound: .notFound
        case .runActive, .invalidTransition, .readOnly, .schemaOutdated, .schemaTooNew, .unsupported: .refused
        default: .failed
        }
    }
}
