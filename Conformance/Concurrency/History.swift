/// What clients asked at the same time and what they were answered, by a logical clock.
///
/// A report shows it as a picture: see ``html()``.
public struct History: Sendable {
    /// One call of one client.
    public struct Call: Sendable {
        /// Who called, from 0. A client makes one call after the other.
        public let client: Int
        /// What was asked.
        public let input: String
        /// The answer; nil where none came, so that the call may have had its effect at any time since, or never.
        public let output: String?
        /// The tick at which it was made.
        public let began: Int
        /// The tick at which its answer came; nil where none did.
        public let ended: Int?

        /// A call with these ticks; without an answer it never ended.
        public init(client: Int, input: String, output: String?, began: Int, ended: Int?) {
            self.client = client
            self.input = input
            self.output = output
            self.began = began
            self.ended = ended
        }
    }

    /// Where the answers contradict each other.
    public struct Finding: Sendable {
        /// The ticks between which they do.
        public let window: ClosedRange<Int>
        /// The positions of the calls that fit in no order.
        public let unexplained: Set<Int>
        /// What was there before the window, and what is wrong.
        public let text: String
    }

    /// What the clients did.
    public let title: String
    /// The calls, by the tick at which they were made.
    public let calls: [Call]
    /// What is wrong with them; nil where nothing is, or where no search was made for it.
    public let finding: Finding?

    /// A history of these calls.
    public init(_ title: String, _ calls: [Call], finding: Finding? = nil) {
        self.title = title
        self.calls = calls
        self.finding = finding
    }
}

extension History {
    /// The calls of the bad window, a line each with a bar from its beginning to its end; all where there is no window.
    package var timeline: String {
        let ticks = calls.flatMap { [$0.began, $0.ended ?? $0.began] }
        let window = finding?.window ?? (ticks.min() ?? 0)...(ticks.max() ?? 0)
        let shown = calls.indices.filter { calls[$0].began <= window.upperBound }
            .filter { (calls[$0].ended ?? .max) >= window.lowerBound }
        let labels = shown.map { position in
            let call = calls[position]
            let mark = finding?.unexplained.contains(position) == true ? "*" : " "
            return "\(mark) client \(call.client)  \(call.input) -> \(call.output ?? "?")"
        }
        let width = labels.map(\.count).max() ?? 0
        let lines = zip(shown, labels).map { position, label in
            label + String(repeating: " ", count: width - label.count + 2) + bar(calls[position], in: window)
        }
        return ([finding?.text ?? title] + lines).joined(separator: "\n")
    }

    private func bar(_ call: Call, in window: ClosedRange<Int>) -> String {
        let columns = 48
        let scale = Double(columns - 1) / Double(max(1, window.upperBound - window.lowerBound))
        func column(_ tick: Int) -> Int {
            Int((Double(min(max(tick, window.lowerBound), window.upperBound) - window.lowerBound) * scale).rounded())
        }
        let first = column(call.began)
        let last = max(first + 1, column(call.ended ?? window.upperBound))
        return String(repeating: " ", count: first) + "|" + String(repeating: "-", count: last - first - 1)
            + (call.ended == nil ? "?" : "|")
    }
}
