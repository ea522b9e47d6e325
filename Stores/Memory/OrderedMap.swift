internal import HoldfastCore

/// A map in the order of its keys' bytes: sorted arrays of bounded length, one after the other.
///
/// An insertion moves at most one such array, so that it stays cheap with millions of entries.
struct OrderedMap<Content> {
    private struct Chunk {
        var keys: [[UInt8]]
        var contents: [Content]
    }

    /// A place between the entries, or of the entry that stands right after it.
    struct Place: Comparable {
        var chunk: Int
        var offset: Int

        static func < (left: Place, right: Place) -> Bool {
            (left.chunk, left.offset) < (right.chunk, right.offset)
        }
    }

    private static var chunkCapacity: Int { 256 }

    /// None of them is empty.
    private var chunks: [Chunk] = []
    /// The first key of each chunk, side by side, so that a search need not look into the chunks.
    private var firsts: [[UInt8]] = []

    /// The content under this key, or nil.
    subscript(key: [UInt8]) -> Content? {
        let place = place(atOrAfter: key)
        return holds(key, at: place) ? chunks[place.chunk].contents[place.offset] : nil
    }

    /// Sets the content under this key.
    mutating func set(_ key: [UInt8], to content: Content) {
        var place = place(atOrAfter: key)
        guard !holds(key, at: place) else {
            chunks[place.chunk].contents[place.offset] = content
            return
        }
        guard !chunks.isEmpty else {
            chunks = [Chunk(keys: [key], contents: [content])]
            firsts = [key]
            return
        }
        // At the beginning of a chunk the end of the one before does as well, and that is where ascending keys go.
        if place.offset == 0, place.chunk > 0 {
            place = Place(chunk: place.chunk - 1, offset: chunks[place.chunk - 1].keys.count)
        }
        chunks[place.chunk].keys.insert(key, at: place.offset)
        chunks[place.chunk].contents.insert(content, at: place.offset)
        if place.offset == 0 { firsts[place.chunk] = key }
        if chunks[place.chunk].keys.count > Self.chunkCapacity { split(place) }
    }

    /// Removes the entry of this key, if there is one.
    mutating func remove(_ key: [UInt8]) {
        let place = place(atOrAfter: key)
        guard holds(key, at: place) else { return }
        guard chunks[place.chunk].keys.count > 1 else {
            chunks.remove(at: place.chunk)
            firsts.remove(at: place.chunk)
            return
        }
        chunks[place.chunk].keys.remove(at: place.offset)
        chunks[place.chunk].contents.remove(at: place.offset)
        if place.offset == 0 { firsts[place.chunk] = chunks[place.chunk].keys[0] }
    }

    /// Splits a chunk: in half, or right at the end if that is where it grows, so that ascending keys fill chunks.
    private mutating func split(_ grown: Place) {
        let count = chunks[grown.chunk].keys.count
        let middle = grown.offset == count - 1 ? count - 1 : count / 2
        let tail = Chunk(
            keys: Array(chunks[grown.chunk].keys[middle...]), contents: Array(chunks[grown.chunk].contents[middle...]))
        chunks[grown.chunk].keys.removeSubrange(middle...)
        chunks[grown.chunk].contents.removeSubrange(middle...)
        firsts.insert(tail.keys[0], at: grown.chunk + 1)
        chunks.insert(tail, at: grown.chunk + 1)
    }

    private func holds(_ key: [UInt8], at place: Place) -> Bool {
        place.chunk < chunks.count && chunks[place.chunk].keys[place.offset] == key
    }
}

extension OrderedMap {
    /// The place of the first key that is this one or a later one.
    func place(atOrAfter key: [UInt8]) -> Place {
        let after = ByteKeys.index(after: key, in: firsts)
        guard after > 0 else { return Place(chunk: 0, offset: 0) }
        let keys = chunks[after - 1].keys
        let offset = ByteKeys.index(atOrAfter: key, in: keys)
        return offset < keys.count ? Place(chunk: after - 1, offset: offset) : Place(chunk: after, offset: 0)
    }

    /// The places of all entries.
    var all: Range<Place> { Place(chunk: 0, offset: 0)..<Place(chunk: chunks.count, offset: 0) }

    /// The places of the keys from the first bound up to the second, exclusive.
    func places(_ bounds: KeyBounds) -> Range<Place> {
        let first = place(atOrAfter: bounds.first)
        return first..<max(first, place(atOrAfter: bounds.end))
    }

    /// Visits entries of these places in order until the visitor returns false.
    func visit(_ places: Range<Place>, descending: Bool = false, _ visitor: ([UInt8], Content) -> Bool) {
        var place = descending ? places.upperBound : places.lowerBound
        while descending ? place > places.lowerBound : place < places.upperBound {
            if descending { place = self.place(before: place) }
            let chunk = chunks[place.chunk]
            guard visitor(chunk.keys[place.offset], chunk.contents[place.offset]) else { return }
            if !descending { place = self.place(after: place) }
        }
    }

    /// The number of entries in these places.
    func count(_ places: Range<Place>) -> Int {
        let (first, end) = (places.lowerBound, places.upperBound)
        let whole = (first.chunk..<end.chunk).reduce(0) { $0 + chunks[$1].keys.count }
        return whole - first.offset + end.offset
    }

    private func place(after place: Place) -> Place {
        place.offset + 1 < chunks[place.chunk].keys.count
            ? Place(chunk: place.chunk, offset: place.offset + 1) : Place(chunk: place.chunk + 1, offset: 0)
    }

    private func place(before place: Place) -> Place {
        place.offset > 0
            ? Place(chunk: place.chunk, offset: place.offset - 1)
            : Place(chunk: place.chunk - 1, offset: chunks[place.chunk - 1].keys.count - 1)
    }
}
