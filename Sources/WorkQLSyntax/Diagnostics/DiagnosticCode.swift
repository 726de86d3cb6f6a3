/// The stable code of a kind of error: `E` and four digits, the first two of which are the group. A
/// message may change from one release to the next; its code does not.
package struct DiagnosticCode: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    private init(_ rawValue: String) { self.rawValue = rawValue }

    /// No specific kind; never shown.
    package static let unspecified = DiagnosticCode("E0000")
}

// MARK: E01 Characters

extension DiagnosticCode {
    package static let notUTF8 = DiagnosticCode("E0101")
    package static let unexpectedCharacter = DiagnosticCode("E0102")
    package static let unterminated = DiagnosticCode("E0103")
    package static let malformedNumber = DiagnosticCode("E0104")
    package static let emptyName = DiagnosticCode("E0105")
}

// MARK: E02 Syntax

extension DiagnosticCode {
    package static let unexpectedWord = DiagnosticCode("E0201")
    package static let endOfText = DiagnosticCode("E0202")
    package static let clauseOrder = DiagnosticCode("E0203")
    package static let clauseTwice = DiagnosticCode("E0204")
    package static let notSupported = DiagnosticCode("E0205")
    package static let neverWrites = DiagnosticCode("E0206")
    package static let chainedOperators = DiagnosticCode("E0207")
    package static let misplacedStar = DiagnosticCode("E0208")
    package static let joinCondition = DiagnosticCode("E0209")
    package static let windowFrame = DiagnosticCode("E0210")
    package static let limitShape = DiagnosticCode("E0211")
    package static let callShape = DiagnosticCode("E0212")
    package static let forgottenRows = DiagnosticCode("E0213")
}

// MARK: E03 Time

extension DiagnosticCode {
    package static let bareDate = DiagnosticCode("E0301")
    package static let ambiguousUnit = DiagnosticCode("E0302")
    package static let unknownUnit = DiagnosticCode("E0303")
    package static let missingUnit = DiagnosticCode("E0304")
    package static let periodForInstant = DiagnosticCode("E0305")
    package static let instantForPeriod = DiagnosticCode("E0306")
    package static let malformedDate = DiagnosticCode("E0307")
    package static let malformedInstant = DiagnosticCode("E0308")
    package static let conflictingRange = DiagnosticCode("E0309")
    package static let unknownTimeZone = DiagnosticCode("E0310")
    package static let outsideCalendar = DiagnosticCode("E0311")
    package static let emptyRange = DiagnosticCode("E0312")
}

// MARK: E04 Names

extension DiagnosticCode {
    package static let unknownTable = DiagnosticCode("E0401")
    package static let unknownColumn = DiagnosticCode("E0402")
    package static let ambiguousName = DiagnosticCode("E0403")
    package static let unknownFunction = DiagnosticCode("E0404")
    package static let nameParts = DiagnosticCode("E0405")
    package static let duplicateName = DiagnosticCode("E0406")
    package static let columnNumber = DiagnosticCode("E0407")
    package static let unknownWindow = DiagnosticCode("E0408")
}

// MARK: E05 Types

extension DiagnosticCode {
    package static let unknownType = DiagnosticCode("E0501")
    package static let typeMismatch = DiagnosticCode("E0502")
    package static let notATime = DiagnosticCode("E0503")
    package static let argumentCount = DiagnosticCode("E0504")
    package static let columnCount = DiagnosticCode("E0505")
    package static let comparedWithNull = DiagnosticCode("E0506")
    package static let malformedPattern = DiagnosticCode("E0507")
    package static let notComputed = DiagnosticCode("E0508")
    package static let nameForID = DiagnosticCode("E0509")
    package static let severalRows = DiagnosticCode("E0510")
}

// MARK: E06 Aggregates and grouping

extension DiagnosticCode {
    package static let notGrouped = DiagnosticCode("E0601")
    package static let misplacedAggregate = DiagnosticCode("E0602")
    package static let misplacedWindow = DiagnosticCode("E0603")
    package static let timeSeriesShape = DiagnosticCode("E0604")
    package static let comparisonShape = DiagnosticCode("E0605")
}

// MARK: E07 Requirements of the services

extension DiagnosticCode {
    package static let needsRange = DiagnosticCode("E0701")
    package static let needsCondition = DiagnosticCode("E0702")
    package static let notPushed = DiagnosticCode("E0703")
    package static let unusedRange = DiagnosticCode("E0705")
    package static let emptyKey = DiagnosticCode("E0706")
}

// MARK: E08 Limits

extension DiagnosticCode {
    package static let nestedTooDeeply = DiagnosticCode("E0801")
    package static let chainTooLong = DiagnosticCode("E0802")
    package static let tooManyCalls = DiagnosticCode("E0803")
    package static let outOfMemory = DiagnosticCode("E0804")
}

// MARK: E09 Parameters and scripts

extension DiagnosticCode {
    package static let missingParameter = DiagnosticCode("E0901")
    package static let unknownParameter = DiagnosticCode("E0902")
    package static let parameterValue = DiagnosticCode("E0903")
    package static let unknownSetting = DiagnosticCode("E0904")
    package static let settingValue = DiagnosticCode("E0905")
}

// MARK: E10 Files

extension DiagnosticCode {
    package static let missingFile = DiagnosticCode("E1001")
    package static let unknownFormat = DiagnosticCode("E1002")
    package static let malformedFile = DiagnosticCode("E1003")
    package static let unwritableFile = DiagnosticCode("E1004")
    package static let fileOption = DiagnosticCode("E1005")
}

// MARK: E11 Services

extension DiagnosticCode {
    package static let noPermission = DiagnosticCode("E1101")
    package static let serviceFailed = DiagnosticCode("E1102")
    package static let quotaExhausted = DiagnosticCode("E1103")
    package static let unknownUsers = DiagnosticCode("E1104")
    package static let doubtedAnswer = DiagnosticCode("E1105")
}

// MARK: E12 Configuration and the command line

extension DiagnosticCode {
    package static let missingConfiguration = DiagnosticCode("E1201")
    package static let malformedConfiguration = DiagnosticCode("E1202")
    package static let commandLine = DiagnosticCode("E1203")
    package static let alreadyRunning = DiagnosticCode("E1204")
    package static let warehouseFailed = DiagnosticCode("E1205")
    package static let warehouseDiffers = DiagnosticCode("E1206")
}

// MARK: E13 Programs that embed the language

extension DiagnosticCode {
    package static let cancelled = DiagnosticCode("E1301")
    package static let readTwice = DiagnosticCode("E1302")
    package static let cellType = DiagnosticCode("E1303")
    package static let notOneStatement = DiagnosticCode("E1304")
}
