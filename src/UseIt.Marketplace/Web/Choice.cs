namespace UseIt.Marketplace.Web;

/// <summary>One possible answer of radios, checkboxes or a select.</summary>
public sealed record Choice(string Value, string Label, string? Hint = null);
