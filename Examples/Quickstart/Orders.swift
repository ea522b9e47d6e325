import Foundation

/// One line of the order file.
struct Order: Codable, Sendable {
    let id: String
    let customer: String
    let sku: String
    let quantity: Int
    let priceCents: Int

    var totalCents: Int { quantity * priceCents }
}

/// A line that could not be imported, and why.
struct Rejection: Codable, Sendable {
    let line: Int
    let reason: String
}

/// What the file holds.
struct Import: Codable, Sendable {
    var orders: [Order] = []
    var rejected: [Rejection] = []
}

/// The order file and the stock list that ship with the example.
enum OrderFile {
    /// Reads and validates all lines.
    static func read(_ path: String, stock: [String: Int]) throws -> Import {
        var result = Import()
        var seen: Set<String> = []
        for (number, line) in try lines(path).enumerated().dropFirst() {
            do throws(Refusal) {
                let order = try order(line, stock)
                guard seen.insert(order.id).inserted else { throw Refusal(reason: "order \(order.id) occurs twice") }
                result.orders.append(order)
            } catch {
                result.rejected.append(Rejection(line: number + 1, reason: error.reason))
            }
        }
        return result
    }

    /// How many of each product there are.
    static func readStock(_ path: String) throws -> [String: Int] {
        var stock: [String: Int] = [:]
        for line in try lines(path).dropFirst() {
            let fields = line.split(separator: ",")
            guard fields.count == 2, let count = Int(fields[1]) else { continue }
            stock[String(fields[0])] = count
        }
        return stock
    }

    private struct Refusal: Error {
        let reason: String
    }

    private static func lines(_ path: String) throws -> [Substring] {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self).split(separator: "\n")
    }

    private static func order(_ line: Substring, _ stock: [String: Int]) throws(Refusal) -> Order {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 5 else { throw Refusal(reason: "has \(fields.count) fields, not 5") }
        guard fields[1].contains("@") else { throw Refusal(reason: "\"\(fields[1])\" is no address") }
        guard stock[fields[2]] != nil else { throw Refusal(reason: "there is no product \(fields[2])") }
        guard let quantity = Int(fields[3]), quantity > 0 else {
            throw Refusal(reason: "\"\(fields[3])\" is no quantity")
        }
        guard let price = Int(fields[4]), price > 0 else { throw Refusal(reason: "\"\(fields[4])\" is no price") }
        return Order(id: fields[0], customer: fields[1], sku: fields[2], quantity: quantity, priceCents: price)
    }
}
