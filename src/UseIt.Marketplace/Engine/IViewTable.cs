namespace UseIt.Marketplace.Engine;

/// <summary>
/// The table of a view. Its name carries a version, so that two binaries can run side by side on their own tables.
/// </summary>
public interface IViewTable
{
    /// <summary>Name in snake_case without version.</summary>
    string Name { get; }

    /// <summary>Full name of the table, such as <c>views.open_tenders_1</c>.</summary>
    string Table { get; }

    /// <summary>Creates the table and its indexes where they are missing.</summary>
    string Ddl { get; }

    /// <summary>The facts it is made of.</summary>
    IReadOnlySet<Type> Handles { get; }
}
