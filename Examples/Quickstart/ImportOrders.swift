import Foundation
import Holdfast

/// Where the example reads and writes.
struct Job: Codable, Sendable {
    let orders: String
    let stock: String
    let summary: String
    /// What the steps note of themselves, outside the store.
    let ledger: String
}

/// The main job: import a file of orders, charge them, reserve stock, ship each line, and sum up.
struct ImportOrders: Workflow {
    static let name = "import-orders"

    func run(_ run: isolated Run, _ job: Job) async throws -> Summary {
        let ledger = Ledger(job.ledger)
        let imported = try await run.step("validate") { step in
            try ledger.note(step)
            return try OrderFile.read(job.orders, stock: try OrderFile.readStock(job.stock))
        }

        // One charge for every hundred orders. A real payment service would be handed step.idempotencyKey, so that a
        // charge which was in flight when the worker died is not made twice.
        let batches = stride(from: 0, to: imported.orders.count, by: 100).map { start in
            Batch(
                number: start / 100 + 1, orders: Array(imported.orders[start..<min(start + 100, imported.orders.count)])
            )
        }
        let charges = try await run.forEach("charge", batches, id: { "\($0.number)" }) { step, batch in
            try ledger.note(step)
            try await Task.sleep(for: .milliseconds(5))  // the payment service answers
            return batch.orders.reduce(0) { $0 + $1.totalCents }
        }

        let reserved = try await run.step("reserve") { step in
            try ledger.note(step)
            return Reservation(imported.orders, stock: try OrderFile.readStock(job.stock))
        }
        let toShip = imported.orders.filter { !reserved.backordered.contains($0.id) }

        let shipments = try await run.forEach("ship", toShip, id: \.id) { step, order in
            try ledger.note(step)
            try await Task.sleep(for: .milliseconds(2))  // the carrier answers
            return "PARCEL-\(order.id)"
        }

        return try await run.step("summarise") { step in
            try ledger.note(step)
            let summary = Summary(
                imported: imported, chargedCents: charges.reduce(0, +), backordered: reserved.backordered.sorted(),
                shipments: shipments)
            try summary.write(to: job.summary)
            return summary
        }
    }
}

/// Orders that are charged together.
struct Batch: Sendable {
    let number: Int
    let orders: [Order]
}

/// Which orders the stock does not suffice for.
struct Reservation: Codable, Sendable {
    let backordered: Set<String>

    init(_ orders: [Order], stock: [String: Int]) {
        var left = stock
        var short: Set<String> = []
        for order in orders {
            let available = left[order.sku] ?? 0
            if available < order.quantity {
                short.insert(order.id)
            } else {
                left[order.sku] = available - order.quantity
            }
        }
        backordered = short
    }
}

/// The result of the import.
struct Summary: Codable, Sendable {
    let orders: Int
    let chargedCents: Int
    let shipped: Int
    let firstParcel: String?
    let lastParcel: String?
    let unitsBySKU: [String: Int]
    let backordered: [String]
    let rejected: [Rejection]

    init(imported: Import, chargedCents: Int, backordered: [String], shipments: [String]) {
        orders = imported.orders.count
        self.chargedCents = chargedCents
        shipped = shipments.count
        firstParcel = shipments.first
        lastParcel = shipments.last
        unitsBySKU = imported.orders.reduce(into: [:]) { $0[$1.sku, default: 0] += $1.quantity }
        self.backordered = backordered
        rejected = imported.rejected
    }

    /// Writes the file whole or not at all.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
