{{/* Room is left for what is appended: names of pods are agents' ids and host names, of 63 characters at most. */}}
{{- define "codefleet.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 28 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" (.Release.Name | trunc 18 | trimSuffix "-") .Chart.Name -}}
{{- end -}}
{{- end -}}

{{/* What tells the pods of one kind from all others. Arguments: root, component, and lane for managers. */}}
{{- define "codefleet.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- with .lane }}
codefleet.dev/lane: {{ . }}
{{- end }}
{{- end -}}

{{- define "codefleet.labels" -}}
{{ include "codefleet.selector" . }}
app.kubernetes.io/part-of: {{ .root.Chart.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "codefleet.port" -}}
{{- get (dict "registry" 6131 "gateway" 6101 "manager" 6141 "programmer" 6151) . -}}
{{- end -}}

{{/* Every replica by its own name: agents beat to each of them. */}}
{{- define "codefleet.registries" -}}
{{- $name := printf "%s-registry" (include "codefleet.name" .) -}}
{{- $urls := list -}}
{{- range $number := until (int .Values.registry.replicas) -}}
{{- $urls = append $urls (printf "http://%s-%d.%s.%s.svc:%s" $name $number $name $.Release.Namespace (include "codefleet.port" "registry")) -}}
{{- end -}}
{{- join "," $urls -}}
{{- end -}}

{{/*
The names by which pods of a kind are called, besides their addresses: those of their service, those of single pods below
it, and what the values add. Services refuse every other one. Arguments: root, component, values.
*/}}
{{- define "codefleet.hosts" -}}
{{- $service := printf "%s-%s" (include "codefleet.name" .root) .component -}}
{{- $hosts := list -}}
{{- range $end := list "" (printf ".%s" .root.Release.Namespace) (printf ".%s.svc" .root.Release.Namespace) (printf ".%s.svc.cluster.local" .root.Release.Namespace) -}}
{{- $hosts = append $hosts (printf "%s%s" $service $end) -}}
{{- $hosts = append $hosts (printf "*.%s%s" $service $end) -}}
{{- end -}}
{{- join "," (concat $hosts (default list .values.hosts)) -}}
{{- end -}}

{{- define "codefleet.bytes" -}}
{{- mul (int64 .) 1073741824 -}}
{{- end -}}
