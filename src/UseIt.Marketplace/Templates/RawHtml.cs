namespace UseIt.Marketplace.Templates;

/// <summary>Text that is HTML already: written as it stands where other text would be escaped.</summary>
public sealed record RawHtml(string Html)
{
    public override string ToString() => Html;
}
