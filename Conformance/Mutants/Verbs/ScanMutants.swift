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
                guard scan.limit > 25 else { return try await base.scan(scan) }
                var short = scan
                short.limit = 25
                return Page(rows: try await base.scan(short).rows, next: nil)
            }
        },
        Mutant("M16", "range and filter values are used as LIKE patterns", killer: "runs.list.filter-literal") {
            store, _ in store.use(.likePatterns)
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
                var near = scan
                near.after = nil
                near.limit = 1_000
                near.range.atLeast = try scan.position()?.first
                near.range.atMost = near.range.atLeast
                let last = try await base.scan(near).rows.last { Cursor($0, in: scan.range.order) == after }
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
            slow.passes = { row, filter in
                filter.allSatisfy { condition in
                    guard case .less(let bound) = condition.test else { return condition.holds(for: row) }
                    return Condition(condition.column, .atMost(bound)).holds(for: row)
                }
            }
            store.use(slow)
        },
        Mutant("M191", "scans run one way whatever is asked", killer: "runs.list.order") { store, _ in
            store.changeScans { scan in
                var scan = scan
                scan.descending = false
                return scan
            }
        },
        Mutant("M192", "scans run from the end whatever is asked", killer: "runs.list.order-asc") { store, _ in
            store.changeScans { scan in
                var scan = scan
                scan.descending = true
                return scan
            }
        },
        Mutant(
            "M193", "rows with equal sort values come in the order of their insertion", killer: "runs.list.tie-order"
        ) {
            store, world in
            store.changeOperations { operation in
                if let row = operation.inserted {
                    world.note { notes in
                        notes.counts["rows", default: 0] += 1
                        notes.locked[row.key] = notes.counts["rows"]
                    }
                }
                return operation
            }
            store.changePages { scan, page in
                guard let first = scan.range.index?.sort.first else { return page }
                let places = world.note { $0.locked }
                let rows = page.rows.sorted { left, right in
                    guard left[first] == right[first] else {
                        return (left[first].isBefore(right[first]) == true) != scan.descending
                    }
                    return places[left.key, default: 0] < places[right.key, default: 0]
                }
                return Page(rows: rows, next: page.next)
            }
        },
        Mutant("M194", "a page of 1,000 rows is taken for none", killer: "runs.list.limit-huge") { store, _ in
            store.changePages { scan, page in scan.limit >= 1_000 ? Page(rows: [], next: nil) : page }
        },
        Mutant("M195", "a range in which nothing is found is left, and the whole index read", killer: "runs.list.empty")
        {
            store, _ in
            store.onScan = { base, scan in
                let page = try await base.scan(scan)
                guard page.rows.isEmpty, page.next == nil, scan.range.index == RunTable.byWorkflow else { return page }
                let all = IndexRange(RunTable.table, RunTable.byCreation, [scan.range.partition[0]])
                return Page(rows: try await base.rows(of: all).map { $0.projected(scan.columns) }, next: nil)
            }
        },
        Mutant("M196", "of several values in a filter the first counts", killer: "runs.list.filter-status") {
            store, _ in
            store.changeScans { scan in
                var scan = scan
                scan.filter = scan.filter.map { condition in
                    guard case .among(let values) = condition.test, let first = values.first else { return condition }
                    return Condition(condition.column, .equal(first))
                }
                return scan
            }
        },
        Mutant("M197", "a change moves a row to the end of its index", killer: "runs.list.stable-update") { store, _ in
            store.changeOperations { operation in
                operation.mapAssignments(RunTable.table) { changes in
                    changes
                        + changes.compactMap {
                            guard case .set(RunTable.updatedAt, let time) = $0 else { return nil }
                            return .set(RunTable.createdAt, time)
                        }
                }
            }
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
