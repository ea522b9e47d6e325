import Foundation
import Holdfast
import HoldfastStores
import HoldfastConformance
import HoldfastTestSupport
import Testing

private enum Payments {
    static func charge(_ lines: [String], idempotencyKey: String) async throws -> String { "paid \(lines.count)" }
}

private enum Carrier {
    static func ship(_ line: String) async throws -> String { "parcel of \(line)" }
}

// From here on, what stands in the README.

struct Checkout: Workflow {
    static let name = "checkout"

    func run(_ run: isolated Run, _ lines: [String]) async throws -> String {
        let charge = try await run.step("charge", retry: .exponential(maxAttempts: 5)) { step in
            try await Payments.charge(lines, idempotencyKey: step.idempotencyKey)
        }
        try await run.sleep("cool-off", for: .hours(1))
        let parcels = try await run.forEach("ship", lines, id: { $0 }) { _, line in try await Carrier.ship(line) }
        return charge + ": " + parcels.joined(separator: ", ")
    }
}

private func main() async throws {
    let engine = Engine(store: try await Store.fromEnvironment())
    engine.register(Checkout())
    let handle = try await engine.start(Checkout(), ["tea", "cup"], id: "order-42")  // durable when this returns
    await engine.runUntilSignalled()  // a worker; start as many as you like
    _ = handle
}

@Suite struct ReadmeTests {
    @Test func theWorkflowOfTheReadmeIsThisOne() throws {
        let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let code = readme.split(separator: "```swift\n")[1].split(separator: "\n```")[0]
        let mine = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
        let own = Set(mine.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
        let lines = code.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines.count >= 15)
        for line in lines { #expect(own.contains(line), "the README's line is compiled nowhere: \(line)") }
    }

    @Test func itDoesWhatTheReadmeSays() throws {
        try Simulation.run { time in
            let harness = try await EngineHarness(time)
            let engine = harness.engine()
            engine.register(Checkout())
            let handle = try await engine.start(Checkout(), ["tea", "cup"], id: "order-42")
            #expect(try await engine.tick() == 1)
            #expect(try await handle.record().status == .waiting)
            time.simulation.move(by: .hours(1))
            #expect(try await engine.tick() == 1)
            #expect(try await handle.value == "paid 2: parcel of tea, parcel of cup")
        }
    }
}
