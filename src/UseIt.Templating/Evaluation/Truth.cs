namespace UseIt.Templating.Evaluation;

/// <summary>Only null, false and <c>empty</c> are false; 0, "" and empty lists are true.</summary>
internal static class Truth
{
    private static readonly object True = true;
    private static readonly object False = false;

    public static bool Of(object? value) => value is not (null or false or Emptiness);

    public static object Box(bool value) => value ? True : False;
}
