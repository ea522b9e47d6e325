import Foundation
import Holdfast

/// What the example shows at its end.
struct Report {
    let store: Store
    let id: RunID

    /// The keys of the steps that have a committed result.
    func committedSteps() async throws -> Set<String> {
        var keys: Set<String> = []
        for step in try await steps() where step.status == .completed { keys.insert(step.key) }
        return keys
    }

    private func steps() async throws -> [StepRecord] {
        var steps: [StepRecord] = []
        var query = StepQuery()
        query.limit = 1_000
        repeat {
            let page = try await store.steps.list(id, query)
            steps += page.items
            query.cursor = page.next
        } while query.cursor != nil
        return steps
    }

    /// Which steps ran before and after the kill; returns whether the promise was kept.
    func printExecutions(
        before: [(process: Int32, step: String)], committed: Set<String>, all: [(process: Int32, step: String)],
        first: Int32
    ) -> Bool {
        print("\nExecutions, as the steps themselves noted them in executions.log:")
        print("  step        before the kill   after it")
        for phase in ["validate", "charge", "reserve", "ship", "summarise"] {
            let mine = all.filter { $0.step == phase || $0.step.hasPrefix(phase + "[") }
            let early = mine.count { $0.process == first }
            print("  " + padded(phase, 12) + padded("\(early)", 18) + "\(mine.count - early)")
        }
        let again = Set(all.filter { $0.process != first }.map(\.step)).intersection(before.map(\.step))
        let broken = again.intersection(committed)
        let inFlight = again.subtracting(committed).sorted()
        print("Steps committed before the kill: \(committed.count). Of these ran again: \(broken.count).")
        print("Steps in flight at the kill, which may run twice: \(inFlight.count)  \(inFlight.joined(separator: " "))")
        let counts = Dictionary(all.map { ($0.step, 1) }, uniquingKeysWith: +)
        let isKept = broken.isEmpty && counts.allSatisfy { $0.value == 1 || inFlight.contains($0.key) }
        print(isKept ? "No committed step ran again." : "A COMMITTED STEP RAN AGAIN: \(broken.sorted())")
        return isKept
    }

    /// When each phase was at work, as the store has it.
    func printTimeline() async throws {
        let run = try await store.runs.get(id, payloads: false)
        let steps = try await steps()
        let total = run.createdAt.duration(to: run.completedAt ?? run.updatedAt).inSeconds
        let (seconds, column) = (String(format: "%.1f", total), String(format: "%.2f", total / 60))
        print("Timeline of the run (\(seconds) s, one column is \(column) s):")
        for phase in ["validate", "charge", "reserve", "ship", "summarise"] {
            var columns = [Character](repeating: "·", count: 60)
            let mine = steps.filter { $0.name == phase || $0.name.hasPrefix(phase + "[") }
            for step in mine {
                let start = run.createdAt.duration(to: step.startedAt ?? run.createdAt).inSeconds
                columns[min(59, max(0, Int(start / total * 60)))] = "█"
            }
            print("  " + padded(phase, 12) + String(columns) + "  \(mine.count) steps")
        }
        print("The gap is the time between the kill and the end of the dead worker's lease.")
    }

    func printHints(_ storeURL: String, _ command: String) {
        let database = storeURL.hasPrefix("sqlite:///") ? storeURL.dropFirst("sqlite:///".count) : nil
        let holdfast = database == nil ? "HOLDFAST_STORE_URL='\(storeURL)' \(command)" : "Examples/quickstart holdfast"
        print(
            """

            Look at it:
              \(holdfast) runs list
              \(holdfast) runs show \(id) --payloads
              \(holdfast) steps \(id)
            """)
        guard let database else { return }
        print("  sqlite3 -box \(database) \"SELECT status, count(*) FROM holdfast_steps GROUP BY status\"")
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
