/// The physical layout of a column's values; the numbers are the format's.
enum PhysicalType: Int, Sendable {
    case boolean = 0
    case int32
    case int64
    case int96
    case float
    case double
    case byteArray
    case fixed
}

/// The meaning of a column's values according to the file.
enum Annotation: Equatable, Sendable {
    case none
    case string, enumeration, json, bson, uuid, float16, interval, unknown
    case date
    case time(ParquetTimeUnit)
    /// An elapsed time, which has no type of Parquet.
    case duration(perSecond: Int64)
    case timestamp(ParquetTimeUnit, utc: Bool)
    case decimal(precision: Int, scale: Int)
    case integer(bits: Int, signed: Bool)
}

/// A column that contains values, at any depth.
struct ParquetLeaf: Equatable, Sendable {
    var path: [String]
    var physical: PhysicalType
    /// The size in bytes of a fixed-size value; otherwise 0.
    var length: Int
    var annotation: Annotation
    var maxDefinition: Int
    var maxRepetition: Int
    /// Whether the column is one of the table's own, not a part of a list, map or struct.
    var isFlat: Bool
}

extension ParquetLeaf {
    init(
        _ element: ThriftValue, path: [String], definition: Int, repetition: Int, isFlat: Bool
    ) throws(ParquetError) {
        guard let number = element[1]?.int, let physical = PhysicalType(rawValue: Int(number))
        else {
            throw .malformed("type of column \(path.joined(separator: "."))")
        }
        let length = element[2]?.int ?? 0
        guard physical != .fixed || (1...1 << 20).contains(length) else {
            throw .malformed("size of column \(path.joined(separator: "."))")
        }
        self.init(
            path: path, physical: physical, length: physical == .fixed ? Int(length) : 0,
            annotation: Annotation(element), maxDefinition: definition,
            maxRepetition: repetition, isFlat: isFlat)
    }

    /// The type of the values that are read from it.
    var type: ParquetType {
        switch (physical, annotation) {
        case (.boolean, _): .boolean
        case (.int96, .timestamp(let unit, let utc)): .timestamp(unit, utc: utc)
        case (.int96, _): .timestamp(.micros, utc: true)
        case (.int64, .duration): .real
        case (.int32, .date): .date
        case (.int32, .time(.millis)): .time(.millis)
        case (.int64, .time(let unit)) where unit != .millis: .time(unit)
        case (.int64, .timestamp(let unit, let utc)): .timestamp(unit, utc: utc)
        case (_, .decimal(let precision, let scale)) where decimalFits:
            scale == 0 && precision <= 18 ? .integer : precision <= 15 ? .real : .text
        case (.int32, _), (.int64, _): .integer
        case (.float, _), (.double, _): .real
        case (.fixed, .float16) where length == 2: .real
        case (.fixed, .uuid) where length == 16: .text
        case (.byteArray, .string), (.byteArray, .enumeration): .text
        case (.byteArray, .json): .json
        case (.byteArray, _), (.fixed, _): .bytes
        }
    }

    private var decimalFits: Bool {
        switch physical {
        case .int32, .int64, .byteArray, .fixed: true
        default: false
        }
    }
}

extension Annotation {
    init(_ element: ThriftValue) {
        if let logical = element[10], let known = Annotation(logical: logical, element) {
            self = known
        } else {
            self = Annotation(converted: element)
        }
    }

    private init?(logical: ThriftValue, _ element: ThriftValue) {
        if logical[1] != nil {
            self = .string
        } else if logical[4] != nil {
            self = .enumeration
        } else if let decimal = logical[5] {
            self = Annotation.decimal(scale: decimal[1]?.int, precision: decimal[2]?.int)
        } else if logical[6] != nil {
            self = .date
        } else if let time = logical[7], let unit = ParquetTimeUnit(thrift: time[2]) {
            self = .time(unit)
        } else if let time = logical[8], let unit = ParquetTimeUnit(thrift: time[2]) {
            self = .timestamp(unit, utc: time[1]?.bool ?? false)
        } else if let integer = logical[10] {
            self = .integer(bits: Int(integer[1]?.int ?? 64), signed: integer[2]?.bool ?? true)
        } else if logical[11] != nil {
            self = .unknown
        } else if logical[12] != nil {
            self = .json
        } else if logical[13] != nil {
            self = .bson
        } else if logical[14] != nil {
            self = .uuid
        } else if logical[15] != nil {
            self = .float16
        } else {
            return nil
        }
    }

    private init(converted element: ThriftValue) {
        switch element[6]?.int {
        case 0: self = .string
        case 4: self = .enumeration
        case 5:
            self = Annotation.decimal(scale: element[7]?.int, precision: element[8]?.int)
        case 6: self = .date
        case 7: self = .time(.millis)
        case 8: self = .time(.micros)
        case 9: self = .timestamp(.millis, utc: true)
        case 10: self = .timestamp(.micros, utc: true)
        case 11: self = .integer(bits: 8, signed: false)
        case 12: self = .integer(bits: 16, signed: false)
        case 13: self = .integer(bits: 32, signed: false)
        case 14: self = .integer(bits: 64, signed: false)
        case 19: self = .json
        case 20: self = .bson
        case 21: self = .interval
        default: self = .none
        }
    }

    /// Returns the annotation of decimals; one with a scale that no value can have is ignored.
    private static func decimal(scale: Int64?, precision: Int64?) -> Annotation {
        let scale = scale ?? 0
        let precision = precision ?? 0
        guard (0...1000).contains(scale), (1...1000).contains(precision) else { return .none }
        return .decimal(precision: Int(precision), scale: Int(scale))
    }
}

extension ParquetTimeUnit {
    fileprivate init?(thrift: ThriftValue?) {
        guard let thrift else { return nil }
        if thrift[1] != nil {
            self = .millis
        } else if thrift[2] != nil {
            self = .micros
        } else if thrift[3] != nil {
            self = .nanos
        } else {
            return nil
        }
    }
}

/// A parser of the list of schema elements, which is a tree in depth-first order.
struct SchemaParser {
    private let elements: [ThriftValue]
    private var next = 1
    var leaves: [ParquetLeaf] = []
    /// The table's own columns.
    private(set) var fields: [SchemaNode] = []

    init(_ elements: [ThriftValue]) throws(ParquetError) {
        self.elements = elements
        guard let root = elements.first else { throw .malformed("schema") }
        for _ in 0..<(try children(of: root)) {
            fields.append(try parse(path: [], definition: 0, repetition: 0, isFlat: true))
        }
        guard next == elements.count else { throw .malformed("schema") }
    }

    private func children(of element: ThriftValue) throws(ParquetError) -> Int {
        let count = element[5]?.int ?? 0
        guard count >= 0, count <= Int64(elements.count) else { throw .malformed("schema") }
        return Int(count)
    }

    private mutating func parse(
        path: [String], definition: Int, repetition: Int, isFlat: Bool
    ) throws(ParquetError) -> SchemaNode {
        guard path.count < 64 else { throw .unsupported("schema nested more than 64 deep") }
        guard next < elements.count else { throw .malformed("schema") }
        let element = elements[next]
        next += 1
        guard let name = element[4]?.text else { throw .malformed("name in the schema") }
        guard let kind = SchemaNode.Repetition(rawValue: Int(element[3]?.int ?? 0)) else {
            throw .malformed("schema")
        }
        let definition = definition + (kind == .required ? 0 : 1)
        let repetition = repetition + (kind == .repeated ? 1 : 0)
        let path = path + [name]
        let count = try children(of: element)
        let isLeaf = count == 0 && element[1] != nil
        var node = SchemaNode(
            name: name, repetition: kind, shape: SchemaNode.Shape(element),
            maxDefinition: definition, maxRepetition: repetition, isLeaf: isLeaf,
            leaves: leaves.count..<leaves.count)
        if isLeaf {
            leaves.append(
                try ParquetLeaf(
                    element, path: path, definition: definition, repetition: repetition,
                    isFlat: isFlat && kind != .repeated))
        } else {
            for _ in 0..<count {
                node.children.append(
                    try parse(
                        path: path, definition: definition, repetition: repetition, isFlat: false))
            }
        }
        node.leaves = node.leaves.lowerBound..<leaves.count
        return node
    }
}

extension ParquetReader {
    /// The columns of a file, and what they mean.
    struct Schema: Sendable {
        private(set) var fields: [Field] = []
        private(set) var leaves: [ParquetLeaf] = []
        private(set) var guessedInstants: [String] = []
        /// What it was read from.
        private let bytes: [UInt8]
        private let words: WriterWords

        /// - Parameters:
        ///   - bytes: those of the footer.
        ///   - known: a schema that is used if this one has the same bytes.
        init(
            _ footer: ParquetFooter, _ bytes: UnsafeRawBufferPointer, like known: Schema?
        ) throws(ParquetError) {
            guard let place = footer.schema else { throw .malformed("schema") }
            let own = UnsafeRawBufferPointer(rebasing: bytes[place])
            let words = WriterWords(footer.rest)
            if let known, known.words == words, known.bytes.elementsEqual(own) {
                self = known
                return
            }
            self.bytes = Array(own)
            self.words = words
            var elements: [ThriftValue] = []
            var reader = ThriftReader(own)
            try reader.readElements(depth: 0) { reader, _, type throws(ParquetError) in
                elements.append(try reader.readValue(type, depth: 1))
            }
            var schema = try SchemaParser(elements)
            for (index, node) in schema.fields.enumerated() {
                for leaf in node.leaves where words.annotate(&schema.leaves[leaf], ofField: index) {
                    if guessedInstants.last != node.name { guessedInstants.append(node.name) }
                }
            }
            leaves = schema.leaves
            for node in schema.fields {
                let leaf = leaves[node.leaves.lowerBound]
                let flat = node.leaves.count == 1 && leaf.isFlat
                var isUntyped = false
                if flat, case .unknown = leaf.annotation { isUntyped = true }
                fields.append(
                    Field(
                        name: node.name, type: flat ? leaf.type : .json, isNested: !flat,
                        isUntyped: isUntyped, node: node))
            }
        }
    }
}
