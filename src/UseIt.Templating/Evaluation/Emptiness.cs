namespace UseIt.Templating.Evaluation;

/// <summary>The variable <c>empty</c>, equal to every list and object without members.</summary>
internal sealed class Emptiness
{
    public static readonly Emptiness Value = new();

    private Emptiness() { }

    public static bool Matches(object? value) =>
        value is Emptiness || (value is not (null or string or RawHtml) && Members.IsEmpty(value) == true);

    public override string ToString() => "";
}
