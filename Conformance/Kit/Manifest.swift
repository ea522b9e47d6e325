internal import HoldfastCore

/// Every check that there is to be: those with code, and those that wait for it.
///
/// What a run must show to be awarded a level is taken from here, never from the run itself.
public struct Manifest: Sendable {
    /// Checks that wait, and for what.
    public struct Waiting: Sendable {
        /// Why they have no code yet.
        public let reason: String
        /// Their ids.
        public let ids: [String]

        package init(_ reason: String, _ ids: String) {
            self.reason = reason
            self.ids = ids.split(whereSeparator: \.isWhitespace).map(String.init)
        }
    }

    /// The manifest of this version of the kit.
    public static let holdfast = Manifest(checks: Check.all, waiting: waiting)

    /// The checks that can run.
    public let checks: [Check]
    /// Those that have no code yet.
    public let waiting: [Waiting]

    package init(checks: [Check], waiting: [Waiting] = []) {
        self.checks = checks
        self.waiting = waiting
    }

    /// A digest of all ids and levels: two reports of one digest speak of the same checks.
    public var digest: String {
        let lines = checks.map { "\($0.id) \($0.level.rawValue)" } + waiting.flatMap(\.ids)
        return SHA256.digest(Array(lines.sorted().joined(separator: "\n").utf8)).prefix(8)
            .map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }
            .joined()
    }

    func check(_ id: String) -> Check? { checks.first { $0.id == id } }
}
