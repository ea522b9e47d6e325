internal import HoldfastCore
internal import Synchronization

/// Numbered steps that a child does in order, so that whoever finds its data knows what may be there.
protocol CrashScript: Sendable {
    /// What the arguments of a child call it.
    static var name: String { get }
    /// Its handle.
    var backend: any StoreBackend { get }
    /// Opens a handle on the check's data.
    init(_ c: CheckContext) async throws
    /// Puts in what the steps need: called by the parent.
    func prepare(_ steps: ClosedRange<Int>) async throws
    /// Called by the child, once before its steps.
    mutating func begin() async throws
    /// Called by the child, in order.
    mutating func perform(_ step: Int) async throws
    /// What is there of a step.
    func trace(of step: Int) async throws -> Trace
}

extension CrashScript {
    func prepare(_ steps: ClosedRange<Int>) async throws {}
    mutating func begin() async throws {}
}

/// What is there of a step's effect.
enum Trace: Equatable {
    case none
    case whole
    /// Some of it, in words.
    case part(String)

    /// Of this many things so many are there.
    init(_ found: Int, of count: Int, _ what: String) {
        self = found == 0 ? .none : found == count ? .whole : .part("\(found) of \(count) \(what)")
    }
}

extension Conformance {
    private static let scripts: [any CrashScript.Type] = [
        CommitScript.self, VerbScript.self, StepScript.self, RunScript.self, ClaimScript.self,
        QueueScript.self,
        HistoryScript<RunWorkload>.self, HistoryScript<LeaseWorkload>.self,
        MigrationScript.self,
    ]

    /// What a program does that was started as this suite's ``Child``: works on the place that the arguments name,
    /// tells its parent about each step by its output, and dies where it is told to.
    ///
    /// - Parameter arguments: Those after the ones of ``Child/arguments``.
    /// - Returns: Whether it did all that the arguments say. The program should end then, with 0 only if so.
    public func runChild(_ arguments: [String]) async -> Bool {
        guard let order = ChildOrder(arguments),
            let script = Self.scripts.first(where: { $0.name == order.script })
        else {
            tellParent("E the arguments \(arguments) are not those of a child")
            return false
        }
        let place = Place(id: order.place, seed: order.seed, mayFail: true)
        place.time.move(by: .microseconds(order.time - place.time.now.microseconds))
        let context = CheckContext(check: "child", place, self)
        do {
            try await run(script, order, context)
        } catch {
            tellParent("E \(error)")
            return false
        }
        await context.closeAll()
        return true
    }

    private func run(_ type: any CrashScript.Type, _ order: ChildOrder, _ context: CheckContext) async throws {
        var script = try await type.init(context)
        try await script.begin()
        if case .request(let number) = order.death {
            let writes = Atomic(0)
            context.place.faults.plan { request, _ in
                if request.isWrite, writes.add(1, ordering: .relaxed).newValue >= number { killThisProcess() }
                return nil
            }
        }
        for step in order.steps {
            tellParent("I \(step)")
            if order.death == .before(step) { killThisProcess() }
            try await script.perform(step)
            if order.death == .after(step) { killThisProcess() }
            tellParent("A \(step)")
            if order.death == .acknowledged(step) { killThisProcess() }
        }
    }
}
