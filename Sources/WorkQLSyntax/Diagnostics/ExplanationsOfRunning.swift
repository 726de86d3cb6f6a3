// Limits, scripts, files, services, configuration and programs: E08 to E13.

extension Explanation {
    static let ofRunning: [Explanation] = [
        Explanation(
            .nestedTooDeeply, "parentheses or queries nested too deeply",
            """
            Expressions nest at most 200 deep, queries at most 50. Whatever is deeper was written by \
            a program: WITH … AS (…) gives the inner queries names.
            """),
        Explanation(
            .chainTooLong, "a chain of too many operators",
            """
            A chain of operators has at most 180 operands, one of joins or of UNIONs 150. Lists \
            have no such limit: write x IN (1, 2, 3) instead of x = 1 OR x = 2 OR x = 3. A FROM has \
            at most 64 tables, and a SELECT 2000 columns.
            """),
        Explanation(
            .tooManyCalls, "a plan of more calls than allowed",
            """
            The plan needs more calls than --max-calls allows, and none was made. EXPLAIN shows what \
            they are for. A shorter range, fewer users, or conditions that the service takes make \
            them fewer.
            """),
        Explanation(
            .outOfMemory, "a statement that needs too much memory",
            """
            SQLite may have 2048 megabytes for the values of statements, or as many as \
            WORKQL_MEMORY says. Rows go into temporary files; what needs memory is single long \
            texts and lists, as group_concat and json_group_array make them.
            """),
        Explanation(
            .missingParameter, "a parameter without a value",
            "The script uses a parameter that has neither a value by -p name=value nor a default.",
            wrong: "SELECT * FROM corp_recording SINCE :since",
            right: "PARAM since TIMESTAMP = 7d;\nSELECT * FROM corp_recording SINCE :since"),
        Explanation(
            .unknownParameter, "a value for a parameter that is not declared",
            "-p names a parameter that the script has no PARAM for; it is probably misspelt."),
        Explanation(
            .parameterValue, "a value of another type than the parameter's",
            "A parameter takes values of its type only, as default and by -p.",
            wrong: "PARAM dept INT = '研发部'", right: "PARAM dept INT = 1"),
        Explanation(
            .unknownSetting, "a setting that does not exist",
            "SET and RESET take the settings that SHOW SETTINGS lists.",
            wrong: "SET timezon = 'UTC'", right: "SET timezone = 'UTC'"),
        Explanation(
            .settingValue, "a value that a setting does not take",
            "SHOW SETTINGS shows what each setting takes.",
            wrong: "SET timezone = 8", right: "SET timezone = 'Asia/Shanghai'"),
        Explanation(
            .missingFile, "a file that does not exist",
            "No file exists at the path between the quotes. The message shows the path as "
                + "it was tried.",
            wrong: "SELECT * FROM 'rooster.csv'", right: "SELECT * FROM 'roster.csv'"),
        Explanation(
            .unknownFormat, "a file of an unknown format",
            "The ending of a file's name says its format: .csv, .tsv, .txt, .xlsx, .json, .ndjson or "
                + ".parquet to read, more to write. WITH (format = 'csv') says it for a file without an "
                + "ending. With -f, -o takes a name whose ending means the same format, or none.",
            wrong: "SELECT * FROM 'roster.doc'", right: "SELECT * FROM 'roster.csv'"),
        Explanation(
            .malformedFile, "a file whose content does not match its name",
            "The message names the line and what is wrong with it: too many fields, a quote that "
                + "does not close, bytes that are neither UTF-8 nor GB18030, a page of Parquet whose "
                + "checksum is wrong. Files of one pattern, 'attendance/*.csv', have the same columns "
                + "with the same types."),
        Explanation(
            .unwritableFile, "a file that cannot be written",
            "COPY writes a file whole or not at all: nothing is left behind when it fails. The "
                + "message names the cause."),
        Explanation(
            .fileOption, "an option that a file does not take",
            "The options between the parentheses behind a file say how it is read. Each has one kind "
                + "of value, and some are for one format only; grammar.md lists them.",
            wrong: "SELECT * FROM 'roster.csv' WITH (head = 3)",
            right: "SELECT * FROM 'roster.csv' WITH (header = 3)"),
        Explanation(
            .noPermission, "credentials that are refused or may not see this",
            """
            The service refuses the credentials, or the application may not see these records. \
            `workql doctor` asks each service once and says what is missing.
            """),
        Explanation(
            .serviceFailed, "a service that fails",
            "The service answered with an error, or not at all, and trying again did not help. What "
                + "was fetched before is kept in the store."),
        Explanation(
            .quotaExhausted, "a quota that is used up",
            "The service allows no more calls for now. Run the query again later: it continues from "
                + "what is in the store."),
        Explanation(
            .unknownUsers, "users that the service refuses",
            "The service does not know some of the users asked for. The rest were answered; the "
                + "message names the others."),
        Explanation(
            .doubtedAnswer, "an answer that may lack rows",
            """
            The rows are right, and some may be missing: the total that the service tells does not \
            go with the rows that came, because the list changed while its pages were read and went \
            on moving when they were read once more, or a full page does not say whether another \
            follows. The message has the figures. Nothing of such a list is kept in the store, so \
            that running the query again asks again.
            """),
        Explanation(
            .missingConfiguration, "a setting of the configuration that is missing",
            "The credentials of a service are not configured. The message names the variable or the "
                + "key of config.toml that is needed."),
        Explanation(
            .malformedConfiguration, "a configuration that cannot be read",
            "config.toml, a variable of the environment or a flag holds something else than what is "
                + "expected there."),
        Explanation(
            .commandLine, "a command line that cannot be read",
            "An option is unknown, lacks its value, has one that it does not take, or cannot be combined "
                + "with another. `workql --help` lists the options."),
        Explanation(
            .alreadyRunning, "a store that another sync fills",
            "One sync at a time fills a store with the credentials of an app, so that a slow run and "
                + "the next one of a timer do not use the quota up between them. The message names "
                + "the process that runs. `--wait 10min` waits for it; the exit status 75 says that "
                + "a later run will do."),
        Explanation(
            .warehouseFailed, "a warehouse that cannot be used",
            "The database or the folder behind --into does not answer, or refuses what sync does "
                + "there. Ranges are written whole or not at all, so that the next run goes on where "
                + "this one ended. The message has the words of the database or of the system."),
        Explanation(
            .warehouseDiffers, "a table in a warehouse that does not match",
            "A table behind --into was made by something else, has a column of another type, or was "
                + "filled with other credentials or by other keys. Nothing was changed. The help has "
                + "the statement that settles it; another schema or folder is always a way."),
        Explanation(
            .cancelled, "a query that was ended before its end",
            "The task that read the result was cancelled, or the calls were ended otherwise. What was "
                + "fetched is kept in the store, and the same query goes on from there."),
        Explanation(
            .readTwice, "a result that is read a second time",
            """
            A program reads the rows of a result once, as they come. To have them twice it keeps \
            them, as collect() does, or retries: what was fetched is in the store.
            """),
        Explanation(
            .cellType, "a cell that is not what a program takes it for",
            """
            A program reads a column as a type that its values do not have, such as a number out of \
            a text, or NULL where no NULL is expected. The message names the column.
            """),
        Explanation(
            .notOneStatement, "a text that is not one statement to be answered",
            """
            A program asks one statement at a time, and what a script does with SET, PARAM and LET \
            it does itself: settings are in the session's configuration, values are bound to \
            :names, and WITH gives names to queries.
            """),
    ]
}
