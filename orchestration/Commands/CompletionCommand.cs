using System.CommandLine;
using Segmentation.Batch.Shell;

namespace Segmentation.Batch.Commands;

/// <summary><c>segbatch completion SHELL</c>: a script that lets the shell complete commands and options.</summary>
/// <remarks>The scripts ask the program itself (<c>[suggest:POSITION]</c>), so that they never know less than it does.</remarks>
internal static class CompletionCommand
{
    private const string Bash = """
        # segbatch completion bash > /etc/bash_completion.d/segbatch, or: eval "$(segbatch completion bash)"
        _segbatch() {
            local words
            words="$(segbatch "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)"
            mapfile -t COMPREPLY < <(compgen -W "${words}" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -o default -F _segbatch segbatch
        """;

    private const string Zsh = """
        #compdef segbatch
        # segbatch completion zsh > "${fpath[1]}/_segbatch", or: eval "$(segbatch completion zsh)"
        _segbatch() {
            local -a words
            words=("${(@f)$(segbatch "[suggest:$(( ${#BUFFER} ))]" "${BUFFER}" 2>/dev/null)}")
            if [[ -n "${words[*]}" ]]; then compadd -- "${words[@]}"; else _files; fi
        }
        compdef _segbatch segbatch
        """;

    private const string Fish = """
        # segbatch completion fish > ~/.config/fish/completions/segbatch.fish
        complete -c segbatch -a '(segbatch "[suggest:"(string length (commandline -cp))"]" (commandline -cp) 2>/dev/null)'
        """;

    private const string PowerShell = """
        # segbatch completion pwsh >> $PROFILE
        Register-ArgumentCompleter -Native -CommandName segbatch -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            segbatch "[suggest:$cursorPosition]" "$commandAst" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Print a script with which the shell completes commands and options.") { shell };
        command.SetAction(parsed => ExitCodes.Guard(terminal, () =>
        {
            terminal.Output.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => PowerShell });
            return ExitCodes.Done;
        }));
        return command;
    }
}
