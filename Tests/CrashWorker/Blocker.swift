import Foundation
import Holdfast

/// A workflow whose one step blocks every thread of its process's cooperative pool, as careless code does.
struct Blocker: Workflow {
    static let name = "blocker"

    /// - Parameter milliseconds: For how long.
    func run(_ run: isolated Run, _ milliseconds: Int) async throws -> Int {
        try await run.step("block", timeout: nil) { step in
            let end = ContinuousClock.now + .milliseconds(milliseconds)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                    // To block for real is the point here.
                    group.addTask { while ContinuousClock.now < end {} }
                }
            }
            return step.attempt
        }
    }
}
