namespace UseIt.Templating;

/// <summary>
/// Text that is HTML already: it is written as it stands where other text would be escaped. A host's <c>raw</c> function
/// returns it, and so do includes and captures while escaping is on.
/// </summary>
public sealed record RawHtml(string Html)
{
    /// <summary>The HTML.</summary>
    public override string ToString() => Html;
}
