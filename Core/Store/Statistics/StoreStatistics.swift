/// How many runs there are, and how long they take, as counted from the rows.
public struct StoreStatistics: Sendable, Equatable {
    /// The number of runs by status; each status is there.
    public var runs: [RunStatus: Int]
    /// The number of runs that another run started, by status; each status is there.
    public var background: [RunStatus: Int]
    /// Runs that were created within the window.
    public var createdInWindow: Int
    /// Runs that were completed within the window.
    public var completedInWindow: Int
    /// How long those took on average, from their start to their end; nil where there are none.
    public var meanDuration: Duration?
    /// The length of the window, which ends at ``at``.
    public var window: Duration
    /// When it was counted.
    public var at: Timestamp

    /// The number of all runs.
    public var total: Int { runs.values.reduce(0, +) }

    /// Statistics of nothing.
    public init(window: Duration, at: Timestamp) {
        runs = Dictionary(uniqueKeysWithValues: RunStatus.allCases.map { ($0, 0) })
        background = runs
        createdInWindow = 0
        completedInWindow = 0
        self.window = window
        self.at = at
    }
}

extension StoreStatistics {
    /// The statistics in the text format of Prometheus.
    ///
    /// - Parameter labels: Added to each sample, such as the namespace.
    public func prometheusText(labels: [String: String] = [:]) -> String {
        var text = ""
        func metric(_ name: String, _ help: String, _ samples: [(labels: [String: String], value: String)]) {
            text += "# HELP holdfast_\(name) \(help)\n# TYPE holdfast_\(name) gauge\n"
            for sample in samples {
                let pairs = labels.merging(sample.labels) { _, own in own }.sorted { $0.key < $1.key }
                    .map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
                text += "holdfast_\(name)\(pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") \(sample.value)\n"
            }
        }
        func byStatus(_ counts: [RunStatus: Int]) -> [(labels: [String: String], value: String)] {
            RunStatus.allCases.map { (["status": $0.rawValue], "\(counts[$0] ?? 0)") }
        }
        let length = "\(window.wholeMicroseconds / 1_000_000)"
        metric("stored_runs", "All runs in the store.", [([:], "\(total)")])
        metric("runs", "Runs by status.", byStatus(runs))
        metric("background_runs", "Runs that another run started, by status.", byStatus(background))
        metric("window_seconds", "The length of the window of the metrics below.", [([:], length)])
        metric("runs_created_in_window", "Runs created in the window.", [([:], "\(createdInWindow)")])
        metric("runs_completed_in_window", "Runs completed in the window.", [([:], "\(completedInWindow)")])
        if let meanDuration {
            metric(
                "run_duration_mean_seconds", "Mean duration of the runs completed in the window.",
                [([:], "\(meanDuration.inSeconds)")])
        }
        return text
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
