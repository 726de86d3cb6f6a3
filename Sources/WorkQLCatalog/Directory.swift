/// The visibility scope of an app: people and departments, composed from the responses of several
/// endpoints.
///
/// The app's own description names users, departments and tags; a tag has users and departments of
/// its own; each department has departments below it. Other people cannot be requested, and a
/// longer list, such as that of the whole company, would be refused.
package struct Directory: Sendable {
    package enum List: Hashable, Sendable {
        /// One row for each person and department.
        case members
        case departments
    }

    /// The content of a column of such a list.
    package enum Attribute: Hashable, Sendable {
        case userid
        /// The person's name.
        case name
        case department
        case parent
        case departmentName
        /// The names from the topmost visible department down.
        case path
    }

    /// The content of one response, and the key by which it is requested.
    package struct Part: Sendable {
        package let endpoint: Endpoint
        package var key: KeyParameter?
        package let rows: RowPath
        package let columns: [Column]
    }

    package let allowedUsers: Part
    package let allowedDepartments: Part
    package let allowedTags: Part
    package let taggedUsers: Part
    package let taggedDepartments: Part
    /// All departments that the app may see, with their parents.
    package let departments: Part
    /// One department's people, not those below it.
    package let members: Part
    /// One department's name.
    package let department: Part
    /// The period for which the lists are used after they were fetched.
    package let freshness: FreshnessPolicy

    /// A part of the lists that is fetched, and kept, together.
    package enum Share: String, Hashable, Sendable, CaseIterable {
        /// The named users, the tags and the departments.
        case visibility
        /// The people of each department.
        case members
        /// The names of the departments.
        case names
    }

    package var service: Service { allowedUsers.endpoint.service }

    /// Returns the shares that a list with these attributes is composed from.
    package static func shares(
        of list: List, _ attributes: some Sequence<Attribute>
    ) -> Set<Share> {
        var shares: Set<Share> = [.visibility]
        if list == .members { shares.insert(.members) }
        if attributes.contains(where: { $0 == .departmentName || $0 == .path }) {
            shares.insert(.names)
        }
        return shares
    }
}

/// The facts about a directory that are known before it is fetched.
package struct DirectoryKnowledge: Hashable, Sendable {
    /// The shares that need no more calls.
    package var shares: Set<Directory.Share>
    /// The number of departments; nil when unknown.
    package var departments: Int?
    /// The time at which they were fetched, in seconds since 1970; nil when they were not.
    package var fetched: Int64?

    package init(
        shares: Set<Directory.Share> = [], departments: Int? = nil, fetched: Int64? = nil
    ) {
        self.shares = shares
        self.departments = departments
        self.fetched = fetched
    }

    /// Returns the cost of shares: the number of known calls, and the number of further calls for
    /// each tag, and for each department while their number is unknown.
    package func cost(of wanted: Set<Directory.Share>) -> Cost {
        let missing = wanted.subtracting(shares)
        let perDepartment = missing.subtracting([.visibility]).count
        let isNew = missing.contains(.visibility)
        return Cost(
            calls: (isNew ? 2 : 0) + perDepartment * (departments ?? 0), perTag: isNew ? 1 : 0,
            perDepartment: departments == nil ? perDepartment : 0,
            fetched: missing.isEmpty ? fetched : nil)
    }

    package struct Cost: Hashable, Sendable {
        package let calls: Int
        package let perTag: Int
        package let perDepartment: Int
        /// The time at which all of it was fetched, in seconds since 1970; nil where some of it is
        /// missing.
        package var fetched: Int64?
    }
}
