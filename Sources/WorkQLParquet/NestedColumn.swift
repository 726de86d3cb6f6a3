/// The reassembly of the values of a nested column, as a JSON text for each row.
///
/// A list is a list, a struct an object, a map with keys of text an object and any other map a list
/// of objects with `key` and `value`, or a list of keys if it has no values. A NULL inside is
/// `null`, dates and times are texts, instants are RFC 3339 in UTC, and decimals are numbers with
/// all of their digits.
struct NestedColumn {
    private let root: SchemaNode
    private let leaves: [NestedLeaf]
    /// For each leaf, the index of its next level, and of its next value.
    private var entries: [Int]
    private var next: [Int]

    /// The maximum size of the texts of a row group, which are larger than they are in the file.
    private static let maxBytes = 1 << 30

    /// - Parameter contents: the contents of the leaves below the column.
    init(_ root: SchemaNode, _ contents: [ChunkContent]) {
        self.root = root
        leaves = contents.map(NestedLeaf.init)
        entries = Array(repeating: 0, count: contents.count)
        next = entries
    }

    /// Returns all rows; those that are NULL have no text.
    mutating func rows(_ count: Int) throws(ParquetError) -> ParquetColumn {
        var texts = ParquetBytes()
        var validity: [Bool] = []
        guard !leaves.isEmpty else { throw .unsupported("column \(root.name) without columns") }
        for _ in 0..<count {
            let start = texts.data.count
            let isThere =
                try isThere()
            try append(root, to: &texts.data)
            if !isThere { texts.data.removeSubrange(start...) }
            validity.append(isThere)
            texts.offsets.append(texts.data.count)
            for leaf in leaves.indices where entries[leaf] < leaves[leaf].count {
                guard repetition(leaf) == 0 else { throw malformed }
            }
        }
        guard leaves.indices.allSatisfy({ entries[$0] == leaves[$0].count }) else {
            throw malformed
        }
        return ParquetColumn(
            name: root.name, type: .json, values: .bytes(texts),
            validity: validity.contains(false) ? validity : nil)
    }

    /// Returns whether the next row has a value.
    private func isThere() throws(ParquetError) -> Bool {
        guard root.repetition == .optional else { return true }
        return try definition(0) >= root.maxDefinition
    }

    private var malformed: ParquetError { .malformed("levels of column \(root.name)") }

    private func definition(_ leaf: Int) throws(ParquetError) -> Int {
        guard entries[leaf] < leaves[leaf].count else { throw malformed }
        return leaves[leaf].definition(entries[leaf])
    }

    private func repetition(_ leaf: Int) -> Int { leaves[leaf].repetition(entries[leaf]) }

    private func range(_ node: SchemaNode) -> Range<Int> {
        node.leaves.lowerBound - root.leaves.lowerBound..<node.leaves.upperBound
            - root.leaves.lowerBound
    }

    private mutating func skip(_ node: SchemaNode) throws(ParquetError) {
        for leaf in range(node) {
            guard try definition(leaf) < node.maxDefinition else { throw malformed }
            entries[leaf] += 1
        }
    }

    private mutating func append(
        _ node: SchemaNode, to text: inout [UInt8]
    ) throws(ParquetError) {
        guard let first = range(node).first else {
            text += "{}".utf8
            return
        }
        if node.repetition == .repeated {
            text += "[".utf8
            try appendElements(node, to: &text) { (column, text) throws(ParquetError) in
                try column.appendPresent(node, to: &text)
            }
            text += "]".utf8
        } else if try definition(first) < node.maxDefinition {
            try skip(node)
            text += "null".utf8
        } else {
            try appendPresent(node, to: &text)
        }
    }

    private mutating func appendElements(
        _ node: SchemaNode, to text: inout [UInt8],
        _ element: (inout NestedColumn, inout [UInt8]) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        guard let first = range(node).first else { return }
        if try definition(first) < node.maxDefinition {
            try skip(node)
            return
        }
        var isFirst = true
        repeat {
            if !isFirst { text += ",".utf8 }
            isFirst = false
            try element(&self, &text)
        } while entries[first] < leaves[first].count && repetition(first) == node.maxRepetition
    }

    /// Appends a value that is not NULL; of a repeated node, one of its values.
    private mutating func appendPresent(
        _ node: SchemaNode, to text: inout [UInt8]
    ) throws(ParquetError) {
        guard !node.isLeaf else {
            let leaf = range(node).lowerBound
            guard text.count <= Self.maxBytes else {
                throw .unsupported("texts of more than 1 GB in a row group of column \(root.name)")
            }
            guard next[leaf] < leaves[leaf].valueCount else { throw malformed }
            try leaves[leaf].append(next[leaf], to: &text)
            next[leaf] += 1
            entries[leaf] += 1
            return
        }
        let only = node.children.count == 1 ? node.children[0] : nil
        if node.shape == .list, let list = only, list.repetition == .repeated {
            // A group around each element, which older writers omit.
            let hasGroup =
                list.children.count == 1 && list.name != "array"
                && list.name != node.name + "_tuple"
            text += "[".utf8
            try appendElements(list, to: &text) { (column, text) throws(ParquetError) in
                if hasGroup {
                    try column.append(list.children[0], to: &text)
                } else {
                    try column.appendPresent(list, to: &text)
                }
            }
            text += "]".utf8
        } else if node.shape == .map, let pair = only, pair.repetition == .repeated {
            try appendMap(pair, to: &text)
        } else {
            try appendObject(node, to: &text)
        }
    }

    private mutating func appendMap(
        _ pair: SchemaNode, to text: inout [UInt8]
    ) throws(ParquetError) {
        let hasNames =
            pair.children.count == 2 && pair.children[0].isLeaf
            && leaves[range(pair.children[0]).lowerBound].isText
        text += hasNames ? "{".utf8 : "[".utf8
        try appendElements(pair, to: &text) { (column, text) throws(ParquetError) in
            guard hasNames else {
                // A set is a map without values.
                return pair.children.count == 1
                    ? try column.append(pair.children[0], to: &text)
                    : try column.appendPresent(pair, to: &text)
            }
            let start = text.count
            try column.append(pair.children[0], to: &text)
            // The format does not allow a NULL key, and JSON has none.
            if text[start...].elementsEqual("null".utf8) {
                throw .unsupported("map with a key that is NULL in column \(column.root.name)")
            }
            text += ":".utf8
            try column.append(pair.children[1], to: &text)
        }
        text += hasNames ? "}".utf8 : "]".utf8
    }

    private mutating func appendObject(
        _ node: SchemaNode, to text: inout [UInt8]
    ) throws(ParquetError) {
        text += "{".utf8
        for (index, child) in node.children.enumerated() {
            if index > 0 { text += ",".utf8 }
            text.appendJSON(Array(child.name.utf8)[...])
            text += ":".utf8
            try append(child, to: &text)
        }
        text += "}".utf8
    }
}
