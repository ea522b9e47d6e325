internal import HoldfastCore
internal import Synchronization

extension Mutant {
    static let scanMutants = [
        Mutant(
            "M10", "scan cursor compares the leading index column only (skips ties)", killer: "runs.list.walk-ties"
        ) { store, _ in
            store.changePages { scan, page in
                guard let seen = (try? scan.position())?.first, let first = scan.range.order.sort.first else {
                    return page
                }
                return Page(rows: page.rows.filter { $0[first] != seen }, next: page.next)
            }
        },
        Mutant(
            "M11", "scan cursor is an offset (shifts under inserts and deletes)", killer: "runs.list.stable-insert"
        ) { store, world in
            store.onScan = { base, scan in
                var whole = scan
                whole.after = nil
                whole.limit = 10_000
                let rows = try await SlowScan().page(base, whole).rows
                return world.note { notes in
                    let list = "\(scan.range.index?.name ?? "") \(scan.range.partition) \(scan.descending)"
                    let start = scan.after.flatMap { notes.offsets[list]?[$0] } ?? 0
                    let page = rows.dropFirst(start).prefix(scan.limit)
                    for (offset, row) in page.enumerated() {
                        notes.offsets[list, default: [:]][Cursor(row, in: scan.range.order)] = start + offset + 1
                    }
                    let isEnd = start + page.count >= rows.count
                    return Page(
                        rows: Array(page), next: isEnd ? nil : page.last.map { Cursor($0, in: scan.range.order) })
                }
            }
        },
        Mutant("M12", "the limit is applied before the filter", killer: "runs.list.filter-before-limit") { store, _ in
            store.onScan = { base, scan in
                var unfiltered = scan
                unfiltered.filter = []
                let page = try await base.scan(unfiltered)
                let rows = page.rows.filter { scan.filter.hold(for: $0) }
                return Page(rows: rows, next: scan.filter.isEmpty ? page.next : nil)
            }
        },
        Mutant("M14", "last full page still carries a cursor", killer: "runs.list.exact-boundary") { store, _ in
            // Core asks for one row more than a page holds; one is made up where there is none.
            store.changePages { scan, page in
                guard page.next == nil, page.rows.count == scan.limit - 1, let last = page.rows.last else {
                    return page
                }
                return Page(rows: page.rows + [last], next: nil)
            }
        },
        Mutant(
            "M15", "scan stops after the first internal page (LastEvaluatedKey ignored)", killer: "runs.list.large"
        ) { store, _ in
            store.onScan = { base, scan in
                guard scan.limit > 300 else { return try await base.scan(scan) }
                var short = scan
                short.limit = 300
                return Page(rows: try await base.scan(short).rows, next: nil)
            }
        },
        Mutant("M16", "range and filter values are used as LIKE patterns", killer: "runs.list.filter-literal") {
            store, _ in store.use(.likePatterns)
        },
        Mutant("M63", "scan pages by OFFSET: a page costs as much as all before it", killer: "perf.deep-page") {
            store, _ in
            store.onScan = { base, scan in
                if scan.after != nil {
                    _ = try await base.rows(of: IndexRange(scan.range.table, scan.range.index, scan.range.partition))
                }
                return try await base.scan(scan)
            }
        },
        Mutant("M67", "scan orders by Swift String < instead of bytes", killer: "verbs.scan.order") { store, _ in
            var slow = SlowScan()
            slow.order = { left, right in
                guard case .text(let a) = left, case .text(let b) = right else { return SlowScan().order(left, right) }
                return a == b ? SlowScan().order(left, right) : a < b ? -1 : 1
            }
            store.use(slow)
        },
        Mutant("M68", "the scan cursor is inclusive (last row repeated)", killer: "verbs.scan.cursor") { store, _ in
            store.onScan = { base, scan in
                let page = try await base.scan(scan)
                guard let after = scan.after else { return page }
                var whole = scan
                whole.after = nil
                whole.limit = 10_000
                let last = try await base.scan(whole).rows.last { Cursor($0, in: scan.range.order) == after }
                return Page(rows: [last].compactMap(\.self) + page.rows, next: page.next)
            }
        },
        Mutant("M69", "a pushed-down filter drops rows whose column is nil", killer: "verbs.scan.filter") { store, _ in
            var slow = SlowScan()
            slow.passes = { row, filter in
                filter.hold(for: row) && filter.allSatisfy { !row[$0.column].isNull }
            }
            store.use(slow)
        },
        Mutant("M82", "bounds are inclusive where exclusive was asked", killer: "verbs.scan.bounds") { store, _ in
            var slow = SlowScan()
            slow.isInRange = { row, range in
                var range = range
                if let below = range.below, let first = range.order.sort.first, row[first] == below {
                    range.below = nil
                }
                return range.contains(row)
            }
            store.use(slow)
        },
        Mutant("M27", "integers in keys are stored as text (10 before 9)", killer: "steps.list.numeric-order") {
            store, _ in
            var slow = SlowScan()
            slow.order = { left, right in
                guard case .int(let a) = left, case .int(let b) = right, a != b else {
                    return SlowScan().order(left, right)
                }
                return "\(a)" < "\(b)" ? -1 : 1
            }
            store.use(slow)
        },
    ]
}

extension SlowScan {
    /// Compares text by a pattern, where `%` stands for anything and `_` for one character.
    fileprivate static var likePatterns: SlowScan {
        var slow = SlowScan()
        slow.source = { base, range in
            // Only runs stand in one partition with all that a pattern may find.
            guard range.table == RunTable.table, range.index != nil else {
                return try await base.rows(of: IndexRange(range.table, range.index, range.partition))
            }
            return try await base.rows(of: IndexRange(range.table, nil, [range.partition[0]]))
        }
        slow.isInRange = { row, range in
            var literal = range
            let order = range.order
            for (column, value) in zip(order.partition, range.partition) {
                guard let pattern = value.text, let text = row[column].text else { return range.contains(row) }
                guard like(Array(text)[...], Array(pattern)[...]) else { return false }
            }
            literal = IndexRange(
                range.table, range.index, order.partition.map { row[$0] }, atLeast: range.atLeast,
                atMost: range.atMost, below: range.below)
            return literal.contains(row)
        }
        slow.passes = { row, filter in
            filter.allSatisfy { condition in
                guard case .equal(.text(let pattern)) = condition.test, let text = row[condition.column].text else {
                    return condition.holds(for: row)
                }
                return like(Array(text)[...], Array(pattern)[...])
            }
        }
        return slow
    }

    private static func like(_ text: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "%" {
            return (text.startIndex...text.endIndex).contains { like(text[$0...], pattern.dropFirst()) }
        }
        guard let character = text.first, first == "_" || first == character else { return false }
        return like(text.dropFirst(), pattern.dropFirst())
    }
}
