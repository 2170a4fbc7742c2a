namespace UseIt.Marketplace.Templates;

/// <summary>Text that is HTML already: written as it stands where other text would be escaped.</summary>
public sealed record RawHtml(string Html)
{
    public override string ToString() => Html;
}

/// <summary>A function of the host that writes markup of a value, with or without what may be left out of it.</summary>
public delegate RawHtml WritesMarkup(object? value, bool whole = true);
